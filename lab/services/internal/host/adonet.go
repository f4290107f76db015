package host

import "strings"

// splitKeywords cuts an ADO.NET connection string at the semicolons that stand outside of quotes,
// and takes the quotes off: `Password="a;""b"` is the value `a;"b`.
func splitKeywords(text string) []keyword {
	var found []keyword
	for rest := text; strings.TrimSpace(rest) != ""; {
		name, tail, assigned := strings.Cut(rest, "=")
		if end := strings.IndexByte(name, ';'); end >= 0 || !assigned {
			if end < 0 {
				end = len(name)
			}
			if part := strings.TrimSpace(name[:end]); part != "" {
				found = append(found, keyword{name: part})
			}
			rest = rest[min(end+1, len(rest)):]
			continue
		}
		value, after := cutValue(strings.TrimLeft(tail, " "))
		found = append(found, keyword{name: name, value: value, assigned: true})
		rest = after
	}
	return found
}

type keyword struct {
	name, value string
	assigned    bool
}

func cutValue(text string) (value, rest string) {
	if text == "" || (text[0] != '"' && text[0] != '\'') {
		value, rest, _ = strings.Cut(text, ";")
		return strings.TrimSpace(value), rest
	}
	quote := text[:1]
	var out strings.Builder
	for i := 1; i < len(text); i++ {
		if text[i:i+1] != quote {
			out.WriteByte(text[i])
			continue
		}
		if i+1 < len(text) && text[i+1:i+2] == quote {
			out.WriteString(quote)
			i++
			continue
		}
		_, rest, _ = strings.Cut(text[i+1:], ";")
		return out.String(), rest
	}
	return out.String(), ""
}
