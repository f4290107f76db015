# Drain a gateway at HAProxy before its stop, and wait until it is idle. Runs in the container of the
# edge. Arguments: HAProxy's folder, the backend, the gateway, maximum time of requests under way (s),
# and time until the gateway is back in rotation (s).
#
# A stopping gateway resets its queue of new connections. A POST in it is lost, because it must not be
# sent twice. State `drain` does not suffice, because clients with the cookie of the gateway continue.
# State `maint` ends them, and only a command ends `maint`. A child process of this script sends that
# command, whatever the result of the update.
use strict;
use warnings;
use IO::Socket::INET;
use IO::Socket::UNIX;
use POSIX ();

alarm 30;    # the update continues in any case

my ($directory, $backend, $going, $patience, $pause) = @ARGV;

sub ask {
    my ($command) = @_;
    my $master = IO::Socket::UNIX->new(Peer => "$directory/master.sock") or exit 0;  # no HAProxy runs
    print $master "\@1 $command\n";
    $master->shutdown(1);    # the answer ends when no more commands can follow
    return join '', <$master>;
}

sub state_of {
    my ($server, $state) = @_;
    ask("set server $backend/$server state $state");
    return;
}

sub servers {    # name => its statistics
    my ($head, @lines) = grep { /\S/ } split /\n/, ask("show stat $backend 4 -1");
    defined $head && $head =~ s/^# // or die "HAProxy has no backend $backend\n";
    my @keys = split /,/, $head;
    my %all;
    for my $line (@lines) {
        my %one;
        @one{@keys} = split /,/, $line;
        $all{ $one{svname} } = \%one;
    }
    return \%all;
}

sub listens {
    my ($address) = @_;
    return defined IO::Socket::INET->new(PeerAddr => $address, Timeout => 1);
}

my $all = servers();
exit 0 unless $all->{$going};
# Put a gateway that was just replaced back into rotation, if it listens. HAProxy checks no server in
# `maint`, and would count one that died meanwhile as healthy until its first check.
my @others = grep { $_ ne $going && $all->{$_}{status} !~ /^DOWN/ && listens($all->{$_}{addr}) } keys %$all;
state_of($_, 'ready') for grep { $all->{$_}{status} =~ /^MAINT/ } @others;
exit 0 unless @others;

$SIG{CHLD} = 'IGNORE';
my $child = fork;
if (defined $child && !$child) {
    POSIX::setsid();
    open STDIN, '<', '/dev/null';
    open STDOUT, '>', '/dev/null';
    open STDERR, '>', '/dev/null';
    sleep $pause;
    alarm 10;
    state_of($going, 'ready');
    exit 0;
}
exit 0 unless defined $child;    # without it the gateway would stay out permanently

state_of($going, 'maint');
my $end = time + $patience;
do { select undef, undef, undef, 0.2 } until servers()->{$going}{scur} == 0 || time > $end;
