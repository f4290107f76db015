# What our scripts share: calls to the services as the service account of our own.
# Environment: TENANT_URL, CLIENT_ID, CLIENT_SCOPES; the client's secret is in /run/secrets/client.
package Sorcha;
use strict;
use warnings;
use Exporter qw(import);
use HTTP::Tiny;
use JSON::PP qw(decode_json encode_json);

our @EXPORT_OK = qw(call demand);

my $http = HTTP::Tiny->new(timeout => 10);
my ($token, $expires) = (undef, 0);

sub slurp {
    my ($path) = @_;
    open my $file, '<', $path or die "$path: $!\n";
    local $/ = undef;
    return <$file>;
}

# A token is taken again one minute before it ends, and after the tenant's key was changed (401).
sub token {
    return $token if defined $token && time < $expires;
    my $form = {
        grant_type    => 'client_credentials',
        client_id     => $ENV{CLIENT_ID},
        client_secret => slurp('/run/secrets/client'),
        scope         => $ENV{CLIENT_SCOPES},
    };
    my $answer = $http->post_form("$ENV{TENANT_URL}/api/service-auth/token", $form);
    # Never with the body: the tenant may repeat what it was asked.
    die "a token from the tenant: $answer->{status} $answer->{reason}\n" unless $answer->{success};
    my $given = decode_json($answer->{content});
    ($token, $expires) = ($given->{access_token}, time + $given->{expires_in} - 60);
    return $token;
}

# Status and JSON of an answer, whatever the status is.
sub call {
    my ($method, $url, $body) = @_;
    my $answer;
    for (1 .. 2) {
        my $request = { headers => { Authorization => 'Bearer ' . token() } };
        if (defined $body) {
            $request->{headers}{'Content-Type'} = 'application/json';
            $request->{content} = encode_json($body);
        }
        $answer = $http->request($method, $url, $request);
        last if $answer->{status} != 401;
        undef $token;
    }
    my $json = $answer->{success} && $answer->{content} ? decode_json($answer->{content}) : {};
    return ($answer->{status}, $json, $answer);
}

# The JSON of an answer that must be a success.
sub demand {
    my ($what, @request) = @_;
    my (undef, $json, $answer) = call(@request);
    return $json if $answer->{success};
    # 599 is HTTP::Tiny's own, and its text then says why nobody answered.
    my $why = $answer->{status} == 599 ? $answer->{content} : $answer->{reason};
    $why =~ s/\s+\z//;
    die "$what: $answer->{status} $why\n";
}

1;
