# Has HAProxy send a gateway nothing more, because it is about to be stopped, and waits until it is
# idle. Runs in the edge's container. Arguments: HAProxy's folder, the backend, the gateway,
# how long requests under way may take (s), and after how long the gateway counts again (s).
#
# A gateway that stops resets who stands in its queue of new connections, and a POST among them is
# lost: nobody may send it twice. `drain` would not do, clients with the gateway's cookie go on; the
# state that ends them is `maint`, which nothing lifts but a command. So that command is on its way
# before this script ends, whatever becomes of the update.
use strict;
use warnings;
use IO::Socket::INET;
use IO::Socket::UNIX;
use POSIX ();

alarm 30;    # whatever happens, the update goes on

my ($directory, $backend, $going, $patience, $pause) = @ARGV;

sub ask {
    my ($command) = @_;
    my $master = IO::Socket::UNIX->new(Peer => "$directory/master.sock") or exit 0;  # nobody to tell
    print $master "\@1 $command\n";
    $master->shutdown(1);    # the answer ends when no more questions can come
    return join '', <$master>;
}

sub state_of {
    my ($server, $state) = @_;
    ask("set server $backend/$server state $state");
    return;
}

sub servers {    # name => its statistics
    my ($head, @lines) = grep { /\S/ } split /\n/, ask("show stat $backend 4 -1");
    defined $head && $head =~ s/^# // or die "HAProxy does not tell of $backend\n";
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
# One that was replaced just before is taken back, if it is there: HAProxy asks nobody in `maint`, and
# would take one that died meanwhile for healthy until it has asked.
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
exit 0 unless defined $child;    # without it the gateway would stay out for ever

state_of($going, 'maint');
my $end = time + $patience;
do { select undef, undef, undef, 0.2 } until servers()->{$going}{scur} == 0 || time > $end;
