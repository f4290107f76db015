# Calls to the services, made with the service account of this project.
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

# Access token; renewed one minute before it expires, and after a change of the tenant's key (401).
sub token {
    return $token if defined $token && time < $expires;
    my $form = {
        grant_type    => 'client_credentials',
        client_id     => $ENV{CLIENT_ID},
        client_secret => slurp('/run/secrets/client'),
        scope         => $ENV{CLIENT_SCOPES},
    };
    my $answer = $http->post_form("$ENV{TENANT_URL}/api/service-auth/token", $form);
    # Without the body: it may repeat the request, with the secret.
    die "a token from the tenant: $answer->{status} $answer->{reason}\n" unless $answer->{success};
    my $given = decode_json($answer->{content});
    ($token, $expires) = ($given->{access_token}, time + $given->{expires_in} - 60);
    return $token;
}

# Status, JSON and response of a request, for any status.
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

# JSON of a response; dies unless the request succeeded.
sub demand {
    my ($what, @request) = @_;
    my (undef, $json, $answer) = call(@request);
    return $json if $answer->{success};
    # 599 is HTTP::Tiny's own status; the content is then the reason of the failed connection.
    my $why = $answer->{status} == 599 ? $answer->{content} : $answer->{reason};
    $why =~ s/\s+\z//;
    die "$what: $answer->{status} $why\n";
}

1;
