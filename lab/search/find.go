package search

import (
	"cmp"
	"slices"
	"strings"
)

// An Entry is something that can be found: a lesson, in one language.
type Entry struct {
	Name, Title, Summary string
	Errors               []string // that it answers, as Go prints them
	Questions            []string // that it answers
}

// A Hit is an entry that was found.
type Hit struct {
	Entry int    // its index
	Text  string // the error or the question that matched; "" if something else did
}

// The places where an entry may match, the best first.
const (
	inName = iota
	inTitle
	inError
	inQuestion
	inSummary
	inAll // its words stand in several places
	inPart
)

// field is a text of an entry that a query is compared with.
type field struct {
	place int
	text  string // what is compared, normal
	shown string // the text of the Hit
}

// fields returns the texts of an entry, in the order of their places.
func (e *Entry) fields() []field {
	list := []field{{inName, normal(e.Name), ""}, {inTitle, normal(e.Title), ""}}
	for _, text := range e.Errors {
		for _, s := range spelled(text) {
			list = append(list, field{inError, normal(s), text})
		}
	}
	for _, q := range e.Questions {
		list = append(list, field{inQuestion, normal(q), q})
	}
	return append(list, field{inSummary, normal(e.Summary), ""})
}

// Find returns the entries that a query finds, the best first. They list an error
// that the query names, or a question in which that error stands, or they have all
// words of the query. If nothing has all of them, Find returns entries with two
// thirds. But if the query names an error, it asks about that one, so all words
// must stand in one place. A query without words finds nothing.
func Find(query string, entries []Entry) []Hit {
	var listed, texts []string
	all := make([][]field, len(entries))
	for i := range entries {
		all[i] = entries[i].fields()
		listed = append(listed, entries[i].Errors...)
		for _, f := range all[i] {
			texts = append(texts, f.text)
		}
	}
	named := errorsIn(query, listed)
	var wanted [][]string // each term, and what it may have meant
	for _, t := range terms(query) {
		if len(named) > 0 {
			wanted = append(wanted, []string{t})
		} else {
			wanted = append(wanted, mended(t, texts))
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	type scored struct {
		Hit
		place, missing int
	}
	var found []scored
	for i, fields := range all {
		place, missing, text := match(fields, wanted, named)
		if place < inAll || len(named) == 0 && missing*3 <= len(wanted) {
			found = append(found, scored{Hit{i, text}, place, missing})
		}
	}
	slices.SortStableFunc(found, func(a, b scored) int {
		return cmp.Or(cmp.Compare(a.missing, b.missing), cmp.Compare(a.place, b.place))
	})
	var hits []Hit
	for _, s := range found {
		if s.missing == found[0].missing {
			hits = append(hits, s.Hit)
		}
	}
	return hits
}

// match returns the best place where fields have what is wanted, how much of it
// they do not have anywhere, and the text of that place.
func match(fields []field, wanted [][]string, named []string) (place, missing int, text string) {
	met := make([]bool, len(wanted))
	most := 0
	for _, f := range fields {
		n := 0
		for i, meant := range wanted {
			if slices.ContainsFunc(meant, func(t string) bool { return has(f.text, t) }) {
				n++
				met[i] = true
			}
		}
		names := (f.place == inError || f.place == inQuestion) && slices.ContainsFunc(named, func(e string) bool {
			return strings.Contains(" "+f.text+" ", " "+normal(e)+" ")
		})
		if n == len(wanted) || names {
			return f.place, 0, f.shown
		}
		if n > most && f.shown != "" {
			most, text = n, f.shown
		}
	}
	for _, ok := range met {
		if !ok {
			missing++
		}
	}
	place = inAll
	if missing > 0 {
		place = inPart
	}
	return place, missing, text
}
