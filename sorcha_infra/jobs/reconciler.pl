#!/usr/bin/env perl
# Keeps the validator registered for every register, also for those that users create later. Without a
# registered validator a register gets no second docket (platform-verified §g). A registration expires
# after the register's operationalTtlSeconds, 60 by default, and the product does not renew it
# (Sorcha: ValidatorRegistry.cs, StoreValidatorAsync; RegisterPolicy.cs).
# Environment: that of Sorcha.pm, VALIDATOR_ID, REGISTER_URL, VALIDATOR_URL, VALIDATOR_GRPC_URL,
# WALLET_URL, ROUND_MARK (touched after each full round; the health check looks at its age).
use strict;
use warnings;
use lib '/sorcha';
use Sorcha qw(call demand);

my $pause   = 5;     # seconds between rounds; dockets are due every 10 (DocketBuild:TimeThreshold)
my $longest = 30;    # seconds between rounds while a service does not answer
my %said;            # register → its last log line

$| = 1;
$SIG{TERM} = $SIG{INT} = sub { exit 0 };    # process 1 has no default for them

sub log_once {
    my ($register, $words) = @_;
    return if ($said{$register} // q{}) eq $words;
    $said{$register} = $words;
    print "register $register: $words\n";
    return;
}

# Read only if a register has a docket, because the wallet that signed it then exists. Without one, this
# request would create a wallet, as the validator does at its start.
my $key;

sub public_key {
    return $key if defined $key;
    my $wallet = demand('the system wallet', 'POST', "$ENV{WALLET_URL}/api/v1/wallets/system",
        { validatorId => $ENV{VALIDATOR_ID} });
    $key = demand('its public key', 'GET', "$ENV{WALLET_URL}/api/v1/wallets/$wallet->{address}")->{publicKey};
    return $key;
}

sub enroll {
    my ($register) = @_;
    my ($status, $json, $answer) = call(
        'POST',
        "$ENV{VALIDATOR_URL}/api/validators/register",
        {
            registerId   => $register,
            validatorId  => $ENV{VALIDATOR_ID},
            publicKey    => public_key(),
            grpcEndpoint => $ENV{VALIDATOR_GRPC_URL},
        }
    );
    if ($status == 201) {
        log_once($register, "$ENV{VALIDATOR_ID} is registered for it, $json->{status}");
    }
    elsif ($status == 400) {
        # The owner of this register approves validators; a retry cannot help.
        my ($why) = $answer->{content} =~ /"message"\s*:\s*"([^"]{1,200})/;
        log_once($register, 'the validator refuses: ' . ($why // 'no reason')) unless ($why // q{}) =~ /already/;
    }
    else {
        die "the registration for $register: $status $answer->{reason}\n";
    }
    return;
}

sub keep {
    my ($register) = @_;
    my ($status, undef, $answer) = call('GET', "$ENV{VALIDATOR_URL}/api/validators/$register/$ENV{VALIDATOR_ID}");
    return enroll($register) if $status == 404;
    die "the validator's registration for $register: $status $answer->{reason}\n" if $status != 200;
    return;
}

sub round {
    my @registers = @{ demand('the registers', 'GET', "$ENV{REGISTER_URL}/api/registers/") };
    my @failed;
    # Only registers with a docket: the validator would store a default configuration for the others.
    for my $register (map { $_->{id} } grep { $_->{height} > 0 } @registers) {
        eval { keep($register); 1 } or push @failed, $@;
    }
    my %there = map { $_->{id} => 1 } @registers;
    delete @said{ grep { !$there{$_} } keys %said };
    die $failed[0] if @failed;    # after all registers were tried
    open my $mark, '>', $ENV{ROUND_MARK} or die "$ENV{ROUND_MARK}: $!\n";
    close $mark;
    return;
}

my ($wait, $failure) = ($pause, q{});
while (1) {
    if (eval { round(); 1 }) {
        print "it works again\n" if $failure ne q{};
        ($wait, $failure) = ($pause, q{});
    }
    else {
        chomp(my $words = $@);
        print "no full round: $words\n" if $words ne $failure;
        $failure = $words;
        $wait    = $wait * 2 < $longest ? $wait * 2 : $longest;
    }
    sleep $wait;
}
