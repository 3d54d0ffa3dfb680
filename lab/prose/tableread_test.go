package prose

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
)

// TestTablesAreReadAsGoldmarkReadsThem compares with goldmark's own extension,
// which tcplab does not use because it would start later with it.
func TestTablesAreReadAsGoldmarkReadsThem(t *testing.T) {
	theirs := goldmark.New(goldmark.WithExtensions(extension.Table)).Parser()
	same := func(md string) (ok, table bool) {
		src := []byte(strings.ReplaceAll(md, "\r\n", "\n")) // as Lines does
		tree := theirs.Parse(text.NewReader(src))
		ast.Walk(tree, func(n ast.Node, _ bool) (ast.WalkStatus, error) {
			table = table || n.Kind() == extast.KindTable
			return ast.WalkContinue, nil
		})
		diff := cmp.Diff(layout{src: src}.blocks(tree, 60), Lines(md, 60))
		if diff != "" {
			t.Errorf("%q (-goldmark +tcplab):\n%s", md, diff)
		}
		return diff == "", table
	}
	for _, md := range []string{
		"| a | b |\n| --- | --- |\n| c | d |",
		"a | b\n--|--\nc | d",                                                                       // the pipes at both ends may be left out
		"| a | b | c | d |\n|:--|--:|:-:|-|\n|1|2|3|4|",                                             // all alignments
		"before\nit\n| a |\n|---|\n| b |\n\nafter",                                                  // the paragraph above it stays one
		"| a | b |\n| --- |\n| c |",                                                                 // no table: the head has more columns
		"| a |\n| --- | --- |\n| c | d | e |",                                                       // short rows are filled up, long ones cut
		"| `a\\|b` | c\\|d | \\| |\n|-|-|-|\n| `\\\\|` | &lt\\|; | |",                               // pipes that part nothing
		"|\n|-|\n||\n|\\|", "a\n|", "a\n||", "a\n| |", "a\n:", "a\n:-:\n", "a\n|--:--|", "a\n|\f-|", // hardly tables
		"> | a |\n> |---|\n> | b |\n\n- | c |\n  |---|\n  | d |\n\n1.\t| e |\n\t|---|\n\t| f |", // within other blocks
		"> a\n--\nb", "> a\n--", // dashes below a quotation
		"| a |\n    |---|\n| b |", "| a |\n\t|---|", // indented as code is
		"[x]: /y\n| a |\n|---|\n| [x] |", // a link's address above it
		"| *a* | **b** |\n|---|---|\n| [c](d) | <e@f.g> |",
	} {
		same(md)
	}
	// These are texts of marks in any order. Most hold no table, hundreds do.
	pieces := []string{"|", "|", "|", "-", "-", "--", ":", " ", "\n", "\n", "a", "状", "`", "\\", "*", "\t", "> ", "- ", "\r", "|-|\n", "| a |\n"}
	random := rand.New(rand.NewPCG(1, 2))
	found := 0
	for range 20000 {
		var md strings.Builder
		for range 2 + random.IntN(24) {
			md.WriteString(pieces[random.IntN(len(pieces))])
		}
		ok, table := same(md.String())
		if !ok {
			return
		}
		if table {
			found++
		}
	}
	if found < 500 {
		t.Errorf("only %d of the random texts hold a table, too few to compare", found)
	}
}
