package trace

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"tcplab/lab/words"
)

// DamageError says where a trace stops making sense. The lines before it were
// read and can be shown.
type DamageError struct {
	Line int // from 1
	What words.Text
}

func (e *DamageError) Error() string { return e.In("en") }

// In returns the error in a language.
func (e *DamageError) In(lang string) string {
	return words.Say("line %d of the trace %s", "录像的第 %d 行%s", e.Line, e.What).In(lang)
}

// Open reads the trace at path. If the trace is damaged, cut short or newer
// than this program, Open returns a *DamageError, together with all that came
// before the damage if there was a header.
func Open(path string) (*Recording, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, words.Errorf("the trace cannot be opened (%w): name a file that --record wrote",
			"录像打不开：%w。请给出 --record 写的文件", err)
	}
	if info, err := file.Stat(); err == nil && !info.Mode().IsRegular() {
		file.Close()
		return nil, words.Errorf("%s is no plain file, and a trace has to be one: name a file that --record wrote",
			"%s 不是普通文件，而录像必须是：请给出 --record 写的文件", path)
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
			return &DamageError{number, tooLong}
		}
		if errors.Is(err, io.EOF) && len(line) == 0 {
			return r.atEOF(number)
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return words.Errorf("the trace cannot be read: %w", "录像读不了：%w", err)
		}
		if errors.Is(err, io.EOF) {
			return &DamageError{number, words.Say("is cut short: the run was ended while it was written", "不完整：写它的时候运行被终止了")}
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

// tooLong says that a line is longer than that.
var tooLong = words.Say("is longer than %d MB, and tcplab writes no such line: name a file that --record wrote",
	"超过 %d MB，tcplab 不会写这样的行：请给出 --record 写的文件", maxLine>>20)

var errLong = words.Errorf("a line %s", "有一行%s", tooLong)

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
		return &DamageError{number, words.Say("is damaged: its field %q has a %s where another kind of value should stand",
			"坏了：字段 %q 的值是 %s，那里应是别的类型", wrong.Field, wrong.Value)}
	}
	return &DamageError{number, words.Say("is damaged: %v", "坏了：%v", err)}
}

func (r *Recording) atEOF(number int) error {
	if number == 1 {
		return &DamageError{1, words.Say("is missing: the file is empty", "缺失：文件是空的")}
	}
	if r.end == nil {
		return &DamageError{number, words.Say("is missing: the run was ended before its last line", "缺失：运行在写最后一行之前被终止了")}
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
		return &DamageError{number, words.Say("is damaged: it is not a JSON object", "坏了：它不是 JSON 对象")}
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
		return &DamageError{number, words.Say("is step %d where step %d should stand", "是第 %d 步，那里应是第 %d 步", *kind.Step, len(r.offsets)-1)}
	default:
		return &DamageError{number, words.Say("is neither a step nor an end", "既不是一步，也不是结尾")}
	}
	return nil
}

func (r *Recording) headerLine(line []byte, next int64) error {
	if err := json.Unmarshal(line, &r.header); err != nil || r.header.Trace == "" {
		return &DamageError{1, words.Say("is not a header of tcplab: name a file that --record wrote", "不是 tcplab 的文件头：请给出 --record 写的文件")}
	}
	if r.header.Trace != Version {
		return &DamageError{1, words.Say("says %q, and this tcplab reads %q: use a newer tcplab", "写的是 %q，而这个 tcplab 读的是 %q：请用更新的 tcplab", r.header.Trace, Version)}
	}
	r.offsets = []int64{next}
	return nil
}
