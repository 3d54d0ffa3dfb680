package trace

import (
	"encoding/json"
	"io"
	"os"
	"sync"

	"tcplab/lab/words"
)

// Recording is a trace on disk: a file, and the offset of each step. A step is
// decoded when somebody asks for it, so that the hundred-thousandth is shown as
// fast as the first and memory stays flat.
//
// One goroutine appends; any number may read beside it.
type Recording struct {
	file *os.File
	tee  io.Writer // gets every line, too; may be nil

	mu      sync.RWMutex
	header  Header
	offsets []int64 // where step i begins, in bytes; the last entry is the end of the last step
	end     *End
}

// Create makes an empty recording. If path is empty, its file has no name and
// is gone once it is closed. Every line is also written to tee, unless that is
// nil.
func Create(path string, header Header, tee io.Writer) (*Recording, error) {
	header.Trace = Version
	file, err := createFile(path)
	if err != nil {
		return nil, words.Errorf("the recording cannot be written (%w): choose another place with --record",
			"录像写不了：%w。请用 --record 换一个地方", err)
	}
	r := &Recording{file: file, tee: tee, header: header, offsets: []int64{0}}
	line, err := json.Marshal(header)
	if err != nil {
		panic("BUG: a header that cannot be encoded: " + err.Error())
	}
	if err := r.write(line); err != nil {
		file.Close()
		return nil, err
	}
	return r, nil
}

// createFile makes the file of a recording.
func createFile(path string) (*os.File, error) {
	if path != "" {
		info, err := os.Stat(path)
		if err == nil && !info.Mode().IsRegular() {
			return nil, words.Errorf("it is no plain file, from which earlier steps could be read again; to follow a run, read the output of tcplab run LESSON --json",
				"它不是普通文件，不能回头读先前的步骤；要跟着一次运行，请读 tcplab run LESSON --json 的输出")
		}
		return os.Create(path)
	}
	return createUnnamed()
}

// Append adds a step. The step is on disk and in the tee when Append returns.
func (r *Recording) Append(step Step) error {
	line, err := json.Marshal(step)
	if err != nil {
		panic("BUG: a step that cannot be encoded: " + err.Error())
	}
	return r.write(line)
}

// Finish adds the last line.
func (r *Recording) Finish(end End) error {
	end.End = true
	line, err := json.Marshal(end)
	if err != nil {
		panic("BUG: an end that cannot be encoded: " + err.Error())
	}
	r.mu.RLock()
	at := r.offsets[len(r.offsets)-1]
	r.mu.RUnlock()
	if err := r.writeAt(line, at); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.end = &end
	return nil
}

// write adds a line and remembers where the next one begins. The header is the
// line before step 0, so the offsets begin behind it.
func (r *Recording) write(line []byte) error {
	r.mu.RLock()
	at := r.offsets[len(r.offsets)-1]
	r.mu.RUnlock()
	if err := r.writeAt(line, at); err != nil {
		return err
	}
	next := at + int64(len(line)) + 1
	r.mu.Lock()
	defer r.mu.Unlock()
	if at == 0 {
		r.offsets[0] = next
	} else {
		r.offsets = append(r.offsets, next)
	}
	return nil
}

func (r *Recording) writeAt(line []byte, at int64) error {
	line = append(line, '\n')
	if _, err := r.file.WriteAt(line, at); err != nil {
		return words.Errorf("the recording cannot go on (%w): make room on the disk and run the lesson again",
			"录像无法继续：%w。请在磁盘上腾出空间，再运行一次", err)
	}
	if r.tee != nil {
		if _, err := r.tee.Write(line); err != nil {
			return words.Errorf("the trace could not be written out: %w", "录像没能输出：%w", err)
		}
	}
	return nil
}

// Header returns the first line.
func (r *Recording) Header() Header {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.header
}

// Len counts the steps, step 0 included.
func (r *Recording) Len() int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return len(r.offsets) - 1
}

// End returns the last line. ok is false if there is none.
func (r *Recording) End() (end End, ok bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if r.end == nil {
		return End{}, false
	}
	return *r.end, true
}

// Step decodes step i, from 0 to Len()-1. It returns a *DamageError for a step
// that makes no sense, so that no view has to doubt a step.
func (r *Recording) Step(i int) (Step, error) {
	r.mu.RLock()
	if i < 0 || i >= len(r.offsets)-1 {
		n := len(r.offsets) - 1
		r.mu.RUnlock()
		return Step{}, words.Errorf("there is no step %d: the recording has steps 0 to %d",
			"没有第 %d 步：录像有第 0 到 %d 步", i, n-1)
	}
	from, to := r.offsets[i], r.offsets[i+1]
	r.mu.RUnlock()
	line := make([]byte, to-from-1)
	if _, err := r.file.ReadAt(line, from); err != nil {
		return Step{}, words.Errorf("step %d of the recording cannot be read: %w", "录像的第 %d 步读不了：%w", i, err)
	}
	var step Step
	number := i + 2 // the header is line 1
	if err := json.Unmarshal(line, &step); err != nil {
		return Step{}, damage(number, err)
	}
	if kind := step.lacks(); kind != "" {
		return Step{}, &DamageError{number, words.Say("is damaged: an event %s has no packet", "坏了：事件 %s 没有包", kind)}
	}
	return step, nil
}

// LastMade returns the newest step whose move somebody made. If nobody has made
// any, that is step 0.
func LastMade(r interface {
	Header() Header
	Len() int
	Step(int) (Step, error)
}) (Step, error) {
	for i := r.Len() - 1; ; i-- {
		step, err := r.Step(i)
		waited := step.Move.Kind == MoveWait && r.Header().Network == NetstackNetwork // there only a move lets time pass
		if err != nil || step.Move.Made() || waited || i == 0 {
			return step, err
		}
	}
}

// Close releases the file.
func (r *Recording) Close() error { return r.file.Close() }
