package host

import (
	"fmt"
	"os"
	"runtime/debug"
)

// ExitAborted is what a container shows for an unhandled .NET exception (SIGABRT, platform-verified §0).
const ExitAborted = 134

// Exception is an error with the name that .NET prints for it.
type Exception struct{ Kind, Message string }

func (e *Exception) Error() string { return e.Kind + ": " + e.Message }

// Throw makes an exception.
func Throw(kind, message string) *Exception { return &Exception{kind, message} }

// Invalid makes the most common one.
func Invalid(message string) *Exception { return Throw("System.InvalidOperationException", message) }

// Abort prints an unhandled exception as .NET does and leaves with 134.
func Abort(err any) {
	fmt.Fprintf(os.Stderr, "Unhandled exception. %v\n", err)
	if _, expected := err.(error); !expected {
		debug.PrintStack()
	}
	os.Exit(ExitAborted)
}
