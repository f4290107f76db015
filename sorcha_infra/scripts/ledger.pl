#!/usr/bin/env perl
# Waits until the system register has a height, and registers the validator for it: a bootstrap can
# give up while /health says 200, and after the genesis a validator that is not registered builds
# nothing more (platform-verified §g). Safe to repeat.
# Environment: PG*, SYSTEM_REGISTER, VALIDATOR_ID, CLIENT_ID, TENANT_URL, REGISTER_URL,
# VALIDATOR_URL, VALIDATOR_GRPC_URL; the client's secret is in /run/secrets/client.
use strict;
use warnings;
use HTTP::Tiny;
use JSON::PP qw(decode_json encode_json);

my $http = HTTP::Tiny->new(timeout => 10);

sub slurp {
    my ($path) = @_;
    open my $file, '<', $path or die "$path: $!\n";
    local $/ = undef;
    return <$file>;
}

# Never with the body: an answer of the tenant may repeat what it was asked.
sub succeeded {
    my ($what, $answer) = @_;
    die "$what: $answer->{status} $answer->{reason}\n" unless $answer->{success};
    return $answer->{content} ? decode_json($answer->{content}) : {};
}

my $token = succeeded(
    'a token from the tenant',
    $http->post_form(
        "$ENV{TENANT_URL}/api/service-auth/token",
        {
            grant_type    => 'client_credentials',
            client_id     => $ENV{CLIENT_ID},
            client_secret => slurp('/run/secrets/client'),
        }
    )
)->{access_token};
my %as_client = ('Authorization' => "Bearer $token");

my $register = succeeded('the system register',
    $http->get("$ENV{REGISTER_URL}/api/registers/$ENV{SYSTEM_REGISTER}", { headers => \%as_client }));
die "the system register has no docket yet\n" unless $register->{height} > 0;
print "the system register has height $register->{height}\n";

my $registered = succeeded('the validators of the system register',
    $http->get("$ENV{VALIDATOR_URL}/api/validators/$ENV{SYSTEM_REGISTER}/count", { headers => \%as_client }));
if ($registered->{activeCount}) {
    print "it has $registered->{activeCount} validator(s)\n";
    exit 0;
}

my $query = qq{SELECT "PublicKey" FROM wallet."Wallets" WHERE "Name" = 'system-wallet-$ENV{VALIDATOR_ID}'}
  . ' ORDER BY "CreatedAt" LIMIT 1';
open my $psql, '-|', qw(psql --no-psqlrc --quiet --tuples-only --no-align), "--command=$query" or die "psql: $!\n";
chomp(my $key = <$psql> // q{});
close $psql or die "the system wallet's public key cannot be read\n";
die "the system wallet has no public key\n" if $key eq q{};

succeeded(
    'the validator\'s registration',
    $http->post(
        "$ENV{VALIDATOR_URL}/api/validators/register",
        {
            headers => { %as_client, 'Content-Type' => 'application/json' },
            content => encode_json(
                {
                    registerId   => $ENV{SYSTEM_REGISTER},
                    validatorId  => $ENV{VALIDATOR_ID},
                    publicKey    => $key,
                    grpcEndpoint => $ENV{VALIDATOR_GRPC_URL},
                }
            ),
        }
    )
);
print "validator $ENV{VALIDATOR_ID} is registered for it\n";
