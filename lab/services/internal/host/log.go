package host

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"
)

// Level orders the log levels of both loggers.
type Level int

// Levels in .NET's order.
const (
	Trace Level = iota
	Debug
	Information
	Warning
	Error
	Critical
	None
)

var levelNames = map[string]Level{
	"trace": Trace, "verbose": Trace, "debug": Debug, "information": Information,
	"warning": Warning, "error": Error, "critical": Critical, "fatal": Critical, "none": None,
}

var (
	serilogTags = []string{"VRB", "DBG", "INF", "WRN", "ERR", "FTL"}
	consoleTags = []string{"trce", "dbug", "info", "warn", "fail", "crit"}
)

// Log writes to standard output. The services write each line by two loggers (platform-verified §a);
// here that doubling is kept where it matters, for lines that carry secrets (Secret).
type Log struct {
	mutex  sync.Mutex
	out    io.Writer
	config *Config
}

// NewLog makes a logger that honours the levels of the configuration.
func NewLog(config *Config) *Log { return &Log{out: os.Stdout, config: config} }

// Write prints one line in Serilog's form when Serilog's level for the category allows it.
func (l *Log) Write(level Level, category, format string, args ...any) {
	if level < l.serilogLevel(category) {
		return
	}
	l.print("[%s %s] %s %s\n", time.Now().UTC().Format("15:04:05"), serilogTags[level], category,
		fmt.Sprintf(format, args...))
}

// Secret prints by both loggers, each under its own keys (§2.15): silencing one still leaks by the other.
func (l *Log) Secret(level Level, category, format string, args ...any) {
	l.Write(level, category, format, args...)
	if level < l.consoleLevel(category) {
		return
	}
	l.print("%s: %s[0]\n      %s\n", consoleTags[level], category, fmt.Sprintf(format, args...))
}

func (l *Log) print(format string, args ...any) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	fmt.Fprintf(l.out, format, args...)
}

func (l *Log) serilogLevel(category string) Level {
	fallback := l.level("Serilog:MinimumLevel:Default", l.level("Serilog:MinimumLevel", Information))
	return l.longestMatch("Serilog:MinimumLevel:Override", category, fallback)
}

func (l *Log) consoleLevel(category string) Level {
	fallback := l.level("Logging:LogLevel:Default", Information)
	general := l.longestMatch("Logging:LogLevel", category, fallback)
	own := l.level("Logging:Console:LogLevel:Default", general)
	return l.longestMatch("Logging:Console:LogLevel", category, own)
}

func (l *Log) level(key string, fallback Level) Level {
	if level, known := levelNames[strings.ToLower(l.config.Get(key))]; known {
		return level
	}
	return fallback
}

// longestMatch applies the entry with the longest name that is the category or a namespace above it.
func (l *Log) longestMatch(section, category string, fallback Level) Level {
	best, result := -1, fallback
	lower := strings.ToLower(category)
	for _, name := range l.config.Children(section) {
		within := lower == name || strings.HasPrefix(lower, name+".")
		if name != "default" && within && len(name) > best {
			best, result = len(name), l.level(section+":"+name, fallback)
		}
	}
	return result
}
