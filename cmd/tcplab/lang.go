package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/gdamore/tcell/v2"

	"tcplab/lab/trace"
)

// writable returns an error if the locale names a character set in which no
// panel can be written. Its Chinese comes behind its English, because the
// terminal may be unable to show it.
func writable(lang string) error {
	variable, set := characterSet()
	if tcell.GetEncoding(set) != nil {
		return nil
	}
	locale := variable + "=C.UTF-8"
	if lang == "zh" {
		locale = variable + "=zh_CN.UTF-8"
	}
	text := fmt.Sprintf("no panel can be drawn in the character set %q: start tcplab with %s if the terminal shows UTF-8; tcplab run LESSON --plain draws nothing", set, locale)
	if lang == "zh" {
		text += fmt.Sprintf("（界面不支持字符集 %q：终端能显示 UTF-8 的话，请加上 %s 再启动；也可以用 tcplab run LESSON --plain，只输出文字）", set, locale)
	}
	return errors.New(text)
}

// characterSet returns the character set that the locale names, and the
// variable that does so (locale(7)). A locale without one means UTF-8.
func characterSet() (variable, set string) {
	for _, variable := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if value := os.Getenv(variable); value != "" {
			value, _, _ = strings.Cut(value, "@")
			if _, set, named := strings.Cut(value, "."); named {
				return variable, set
			}
			break
		}
	}
	return "", "UTF-8"
}

// language chooses the language: the flag's, else the locale's, else English.
func language(flag string) (string, error) {
	if flag != "" {
		return flag, choice("lang", flag, trace.Languages...)
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := os.Getenv(name); value != "" {
			if strings.HasPrefix(value, "zh") {
				return "zh", nil
			}
			return "en", nil
		}
	}
	return "en", nil
}
