package trace

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

// DamageError says where a trace stops making sense. The lines before it were
// read and can be shown.
type DamageError struct {
	Line int // from 1
	What string
}

func (e *DamageError) Error() string {
	return fmt.Sprintf("line %d of the trace %s", e.Line, e.What)
}

// Open reads the trace at path. If the trace is damaged, cut short or newer
// than this program, Open returns a *DamageError, together with all that came
// before the damage if there was a header.
func Open(path string) (*Recording, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("the trace cannot be opened (%w): name a file that --record wrote", err)
	}
	if info, err := file.Stat(); err == nil && !info.Mode().IsRegular() {
		file.Close()
		return nil, fmt.Errorf("%s is no plain file, and a trace has to be one: name a file that --record wrote", path)
	}
	r := &Recording{file: file}
	if err := r.scan(bufio.NewReaderSize(file, 1<<16)); err != nil {
		if len(r.offsets) == 0 {
			file.Close()
			return nil, err
		}
		return r, err
	}
	return r, nil
}

// scan finds where each step begins. It checks that every line is sound, but
// decodes only the first and the last: a step is decoded when it is shown.
func (r *Recording) scan(in *bufio.Reader) error {
	at := int64(0)
	for number := 1; ; number++ {
		line, err := readLine(in)
		if errors.Is(err, errLong) {
			return &DamageError{number, err.Error()}
		}
		if errors.Is(err, io.EOF) && len(line) == 0 {
			return r.atEOF(number)
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("the trace cannot be read: %w", err)
		}
		if errors.Is(err, io.EOF) {
			return &DamageError{number, "is cut short: the run was ended while it was written"}
		}
		at += int64(len(line))
		if err := r.line(number, bytes.TrimRight(line, "\r\n"), at); err != nil {
			return err
		}
	}
}

// maxLine is how many bytes of a line are read at most. The longest line is a
// header with the texts of its lesson, some 100,000 bytes.
const maxLine = 16 << 20

var errLong = fmt.Errorf("is longer than %d MB, and tcplab writes no such line: name a file that --record wrote", maxLine>>20)

// readLine is like ReadBytes('\n'), but gives up with errLong.
func readLine(in *bufio.Reader) (line []byte, err error) {
	for {
		part, err := in.ReadSlice('\n')
		if len(line)+len(part) > maxLine {
			return nil, errLong
		}
		line = append(line, part...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, err
		}
	}
}

// damage returns the error for a line that is JSON, but not what it should be.
// It does not name types of this program, as encoding/json does.
func damage(number int, err error) error {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return &DamageError{number, fmt.Sprintf("is damaged: its field %q has a %s where another kind of value should stand", wrong.Field, wrong.Value)}
	}
	return &DamageError{number, "is damaged: " + err.Error()}
}

func (r *Recording) atEOF(number int) error {
	if number == 1 {
		return &DamageError{1, "is missing: the file is empty"}
	}
	if r.end == nil {
		return &DamageError{number, "is missing: the run was ended before its last line"}
	}
	return nil
}

// line takes in one line. next is the offset at which the line behind it
// begins, in bytes.
func (r *Recording) line(number int, line []byte, next int64) error {
	if number == 1 {
		return r.headerLine(line, next)
	}
	var kind struct {
		Step *int `json:"step"`
		End  bool `json:"end"`
	}
	if !json.Valid(line) {
		return &DamageError{number, "is damaged: it is not a JSON object"}
	}
	// A step begins with its number, so its kind is known from a few bytes.
	if want := fmt.Sprintf(`{"step":%d,`, len(r.offsets)-1); bytes.HasPrefix(line, []byte(want)) {
		r.offsets = append(r.offsets, next)
		return nil
	}
	if err := json.Unmarshal(line, &kind); err != nil {
		return damage(number, err)
	}
	switch {
	case kind.End:
		r.end = &End{}
		if err := json.Unmarshal(line, r.end); err != nil {
			return damage(number, err)
		}
	case kind.Step != nil && *kind.Step == len(r.offsets)-1:
		r.offsets = append(r.offsets, next)
	case kind.Step != nil:
		return &DamageError{number, fmt.Sprintf("is step %d where step %d should stand", *kind.Step, len(r.offsets)-1)}
	default:
		return &DamageError{number, "is neither a step nor an end"}
	}
	return nil
}

func (r *Recording) headerLine(line []byte, next int64) error {
	if err := json.Unmarshal(line, &r.header); err != nil || r.header.Trace == "" {
		return &DamageError{1, "is not a header of tcplab: name a file that --record wrote"}
	}
	if r.header.Trace != Version {
		return &DamageError{1, fmt.Sprintf("says %q, and this tcplab reads %q: use a newer tcplab", r.header.Trace, Version)}
	}
	r.offsets = []int64{next}
	return nil
}
