package host

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// flattenJSON turns a settings file into .NET keys. Comments are allowed, as .NET's reader allows them;
// two keys that differ only in case are an error there and here.
func flattenJSON(raw []byte) (map[string]string, error) {
	decoder := json.NewDecoder(bytes.NewReader(stripComments(raw)))
	decoder.UseNumber()
	var root map[string]any
	if err := decoder.Decode(&root); err != nil {
		return nil, fmt.Errorf("could not parse the JSON file: %w", err)
	}
	if decoder.More() {
		return nil, fmt.Errorf("could not parse the JSON file: text after the end of the object")
	}
	values := map[string]string{}
	err := flatten(values, "", root)
	return values, err
}

func flatten(values map[string]string, path string, node any) error {
	switch typed := node.(type) {
	case map[string]any:
		for name, child := range typed {
			if err := flatten(values, join(path, name), child); err != nil {
				return err
			}
		}
	case []any:
		for index, child := range typed {
			if err := flatten(values, join(path, strconv.Itoa(index)), child); err != nil {
				return err
			}
		}
	case nil:
		return nil
	default:
		key := strings.ToLower(path)
		if _, exists := values[key]; exists {
			return fmt.Errorf("a duplicate key '%s' was found", path)
		}
		values[key] = scalar(typed)
	}
	return nil
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + ":" + name
}

func scalar(value any) string {
	switch typed := value.(type) {
	case bool:
		if typed {
			return "True"
		}
		return "False"
	case string:
		return typed
	default:
		return fmt.Sprint(typed)
	}
}

// stripComments blanks // and /* */ outside of strings.
func stripComments(raw []byte) []byte {
	clean := bytes.Clone(raw)
	inString := false
	for i := 0; i < len(clean); i++ {
		switch {
		case inString && clean[i] == '\\':
			i++
		case clean[i] == '"':
			inString = !inString
		case !inString && bytes.HasPrefix(clean[i:], []byte("//")):
			for ; i < len(clean) && clean[i] != '\n'; i++ {
				clean[i] = ' '
			}
		case !inString && bytes.HasPrefix(clean[i:], []byte("/*")):
			end := bytes.Index(clean[i+2:], []byte("*/"))
			if end < 0 {
				return clean
			}
			for stop := i + end + 4; i < stop; i++ {
				clean[i] = ' '
			}
			i--
		}
	}
	return clean
}
