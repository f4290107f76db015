#!/usr/bin/env perl
# Waits until the system register has a height: its bootstrap can give up while /health returns 200
# (platform-verified §g). Safe to repeat. Environment: that of Sorcha.pm, SYSTEM_REGISTER, REGISTER_URL.
use strict;
use warnings;
use lib '/sorcha';
use Sorcha qw(demand);

my $register = demand('the system register', 'GET', "$ENV{REGISTER_URL}/api/registers/$ENV{SYSTEM_REGISTER}");
die "the system register has no docket yet\n" unless $register->{height} > 0;
print "the system register has height $register->{height}\n";
