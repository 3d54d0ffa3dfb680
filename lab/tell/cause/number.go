package cause

import (
	"fmt"
	"strconv"
	"strings"

	"tcplab/lab/words"
)

// number returns a number that is written in digits; -1 if it is too large.
func number(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return -1
	}
	return n
}

// plural returns a number of things in words: one stands for 1 in English, and
// many for any other number. Chinese has one form. A %d in them is the number.
func plural(n int, one, many, zh string) words.Word {
	if n != 1 {
		one = many
	}
	write := func(text string) string { return strings.ReplaceAll(text, "%d", fmt.Sprint(n)) }
	return words.Word{write(one), write(zh)}
}

// bytes returns a number of bytes in words.
func bytes(n int) words.Word { return plural(n, "1 byte", "%d bytes", "%d 字节") }

// ordinal returns a number as a place in a row: 1st, 2nd, 3rd; in Chinese the
// number alone.
func ordinal(n int) words.Word {
	ending := "th"
	if n/10%10 != 1 {
		switch n % 10 {
		case 1:
			ending = "st"
		case 2:
			ending = "nd"
		case 3:
			ending = "rd"
		}
	}
	digits := strconv.Itoa(n)
	return words.Word{digits + ending, digits}
}
