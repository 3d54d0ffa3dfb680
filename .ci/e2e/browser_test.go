// Package e2e tries the web page of a run in a real browser, as a reader would: by
// keys, by taps, on paper, with a screen reader's rules. It is a module of its own,
// so that the product needs no browser.
package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// The sizes of window in which a page must work.
var (
	desk  = window{"desk", 1280, 800, false}
	phone = window{"phone", 390, 844, true}
)

type window struct {
	name string
	w, h int64
	hand bool // a finger, and no mouse
}

// browsers are the names of headless Chromium, the first one found.
var browsers = []string{"chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"}

// browser starts one browser for all tests.
var browser = sync.OnceValues(func() (context.Context, error) {
	for _, name := range browsers {
		path, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox)
		allocator, end := chromedp.NewExecAllocator(context.Background(), options...)
		ctx, _ := chromedp.NewContext(allocator)
		quit = func() {
			chromedp.Cancel(ctx)
			end()
		}
		return ctx, chromedp.Run(ctx)
	}
	return nil, fmt.Errorf("there is no headless Chromium: install one of %s", strings.Join(browsers, ", "))
})

// quit ends the browser, if there is one.
var quit = func() {}

// patience bounds what a test waits for in the browser.
const patience = 180 * time.Second

// open opens a page in a window of its own, with the given state of the system.
func open(t *testing.T, file string, win window, more ...chromedp.Action) context.Context {
	t.Helper()
	parent, err := browser()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := chromedp.NewContext(parent)
	t.Cleanup(cancel)
	ctx, stop := context.WithTimeout(ctx, patience)
	t.Cleanup(stop)
	actions := []chromedp.Action{emulation.SetDeviceMetricsOverride(win.w, win.h, 1, win.hand), emulation.SetTouchEmulationEnabled(win.hand)}
	actions = append(append(actions, more...), chromedp.Navigate("file://"+file), chromedp.WaitReady("body"))
	if err := chromedp.Run(ctx, actions...); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// eval evaluates JavaScript in the page.
func eval[T any](t *testing.T, ctx context.Context, script string) (out T) {
	t.Helper()
	if err := chromedp.Run(ctx, chromedp.Evaluate(script, &out)); err != nil {
		t.Fatalf("%v in %s", err, script)
	}
	return out
}

// do runs actions in the page.
func do(t *testing.T, ctx context.Context, actions ...chromedp.Action) {
	t.Helper()
	if err := chromedp.Run(ctx, actions...); err != nil {
		t.Fatal(err)
	}
}

// A run is a lesson that was run once, and what was made of it.
type run struct{ lesson, page, text string }

// made holds the runs by lesson and language.
var made = struct {
	sync.Mutex
	dir, program string
	runs         map[string]run
}{runs: map[string]run{}}

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "e2e")
	if err != nil {
		panic(err)
	}
	made.dir = dir
	code := m.Run()
	quit()
	os.RemoveAll(dir)
	os.Exit(code)
}

// program returns tcplab's path. It is built once if TCPLAB does not name one.
func program(t *testing.T) string {
	t.Helper()
	if made.program == "" {
		if made.program = os.Getenv("TCPLAB"); made.program == "" {
			made.program = filepath.Join(made.dir, "tcplab")
			command(t, "go", "-C", "../..", "build", "-o", made.program, "./cmd/tcplab")
		}
	}
	return made.program
}

// command runs a program and returns its output.
func command(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.Command(name, args...).Output()
	if err != nil {
		if failed, ok := err.(*exec.ExitError); ok {
			err = fmt.Errorf("%w: %s", err, failed.Stderr)
		}
		t.Fatalf("%s %s: %v", name, strings.Join(args, " "), err)
	}
	return string(out)
}

// runOf runs a lesson and makes its page and its plain text in a language, from one
// and the same trace.
func runOf(t *testing.T, lesson, lang string) run {
	t.Helper()
	made.Lock()
	defer made.Unlock()
	key := lesson + "-" + lang
	if r, ok := made.runs[key]; ok {
		return r
	}
	trace, page := filepath.Join(made.dir, lesson+".jsonl"), filepath.Join(made.dir, key+".html")
	if _, err := os.Stat(trace); err != nil {
		if err := os.WriteFile(trace, []byte(command(t, program(t), "run", lesson, "--json")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	command(t, program(t), "page", trace, "-o", page, "--lang", lang, "--force")
	r := run{lesson, page, command(t, program(t), "replay", trace, "--plain", "--all", "--lang", lang)}
	made.runs[key] = r
	return r
}

// slideOf returns the image that tcplab draws of a step.
func slideOf(t *testing.T, r run, step int) string {
	t.Helper()
	made.Lock()
	defer made.Unlock()
	out := filepath.Join(made.dir, fmt.Sprintf("%s-%d.svg", r.lesson, step))
	command(t, program(t), "page", filepath.Join(made.dir, r.lesson+".jsonl"), "--step", fmt.Sprint(step), "--svg", out, "--lang", "en", "--force")
	text, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// lessons are those that are tried: three, or the whole course.
func lessons(t *testing.T) []string {
	t.Helper()
	if os.Getenv("TCPLAB_LONG") == "" {
		return []string{"connection", "udp", "concurrent-server"}
	}
	var all []struct{ Name string }
	if err := json.Unmarshal([]byte(command(t, program(t), "list", "--json")), &all); err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, l := range all {
		out = append(out, l.Name)
	}
	return out
}
