package register

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestSystemWalletSignsTenTimesAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		signs := newWindow(10)
		for range 10 {
			if !signs.take("r") {
				t.Fatal("a permit is missing")
			}
		}
		if signs.take("r") || !signs.take("another") {
			t.Error("the eleventh signature for one register was given, or another register shares the limit")
		}
		time.Sleep(time.Minute + time.Millisecond)
		if !signs.take("r") {
			t.Error("the minute has passed")
		}
	})
}

func TestMemoryRefusesASecondDocket(t *testing.T) {
	store := &memory{}
	block := docket{ID: 0, RegisterID: "r"}
	if err := store.addDocket(t.Context(), block); err != nil {
		t.Fatal(err)
	}
	if err := store.addDocket(t.Context(), block); !errors.Is(err, errDuplicate) || store.forgiving() {
		t.Errorf("a second docket 0: %v", err)
	}
}
