package host

import "testing"

func TestQuotedValuesOfAnAdoNetStringKeepTheirSemicolons(t *testing.T) {
	got := splitKeywords(`Host=postgres;Password="a;""b'=";Maximum Pool Size=20; ;Odd`)
	want := []keyword{
		{"Host", "postgres", true}, {"Password", `a;"b'=`, true}, {"Maximum Pool Size", "20", true}, {"Odd", "", false},
	}
	if len(got) != len(want) {
		t.Fatalf("got %v, want %v", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("got %v, want %v", got[i], want[i])
		}
	}
}
