package lab

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// wordsOfChinese names the words that tcplab does not use, and the one word that
// it has for the thing.
var wordsOfChinese = map[string]string{
	"拨号":   "发起连接 or 连接: nothing is dialled",
	"重发":   "重传, as in RFC texts and textbooks",
	"退出状态": "退出码",
	"扣留":   "待放行: nobody keeps a packet for good",
	"扣下":   "留下, or 待放行",
	"杀死进程": "终止进程",
}

// TestOneChineseWordForOneThing looks at all that tcplab says, in Go and in the
// lessons' texts. A line that quotes the teaching notes has their words, and so
// has the list of what a lesson must not say.
func TestOneChineseWordForOneThing(t *testing.T) {
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && (d.Name() == "testdata" || d.Name() == ".git") {
			if d != nil && d.IsDir() && err == nil {
				return filepath.SkipDir
			}
			return err
		}
		if d.IsDir() || filepath.Ext(path) != ".go" && filepath.Ext(path) != ".md" || strings.HasSuffix(path, "_test.go") || path == filepath.Join("..", "lab", "author", "chinese.go") {
			return nil
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for i, line := range strings.Split(string(content), "\n") {
			for word, better := range wordsOfChinese {
				if strings.Contains(line, word) && !strings.HasPrefix(line, ">") {
					t.Errorf("%s:%d says %s: write %s", path, i+1, word, better)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
