package main

import (
	"os"
	"slices"
	"strings"

	"github.com/gdamore/tcell/v2"
	"github.com/spf13/pflag"

	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// writable returns an error if the locale names a character set in which no
// panel can be written. In a Chinese run the English comes first all the same,
// because the terminal may be unable to show Chinese.
func writable(lang string) error {
	variable, set := characterSet()
	if tcell.GetEncoding(set) != nil && !(set == ascii && lang == "zh") {
		return nil
	}
	locale := variable + "=C.UTF-8"
	if lang == "zh" {
		locale = variable + "=zh_CN.UTF-8"
	}
	const en = "no panel can be drawn in the character set %[1]q: start tcplab with %[2]s if the terminal shows UTF-8; tcplab run LESSON --plain draws nothing"
	return words.Errorf(en, en+"（界面不支持字符集 %[1]q：终端能显示 UTF-8 的话，请加上 %[2]s 再启动；也可以用 tcplab run LESSON --plain，只输出文字）", set, locale)
}

// noChinese returns why an English panel cannot change to Chinese; "" if it can.
func noChinese() string {
	variable, set := characterSet()
	if set != ascii {
		return ""
	}
	return variable + " asks for ASCII: start tcplab with " + variable + "=C.UTF-8 to see Chinese"
}

// ascii is the character set of the locales C and POSIX. An English panel does
// with it; of a Chinese one nothing would be left but question marks.
const ascii = "US-ASCII"

// characterSet returns the character set that the locale names, and the
// variable that does so (locale(7)). Another locale without one means UTF-8.
func characterSet() (variable, set string) {
	for _, variable := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if value := os.Getenv(variable); value != "" {
			value, _, _ = strings.Cut(value, "@")
			if value == "C" || value == "POSIX" {
				return variable, ascii
			}
			if _, set, named := strings.Cut(value, "."); named {
				return variable, set
			}
			break
		}
	}
	return "", "UTF-8"
}

// addLang adds the flag --lang.
func (e *env) addLang(flags *pflag.FlagSet, lang *string) {
	flags.StringVar(lang, "lang", "", e.say("en or zh (the locale's)", "en 或 zh（默认随系统的语言设置）"))
}

// language chooses the language: the flag's, else the locale's, else English.
func language(flag string) (string, error) {
	if flag != "" {
		return flag, choice("lang", flag, trace.Languages...)
	}
	return localeLanguage(), nil
}

// localeLanguage returns the language that the locale asks for messages
// (locale(7)), or else the system.
func localeLanguage() string {
	asked := ""
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if asked = os.Getenv(name); asked != "" {
			break
		}
	}
	if asked == "" {
		asked = systemLanguage()
	}
	if strings.HasPrefix(asked, "zh") {
		return "zh"
	}
	return "en"
}

// spoken returns the language in which help and errors are said. It reads --lang
// before all other flags, for one of those may be what the error is about.
func spoken(args []string) string {
	lang := localeLanguage()
	for i, arg := range args {
		if arg == "--" { // behind it stands a command for the lab
			break
		}
		value, joined := strings.CutPrefix(arg, "--lang=")
		if arg == "--lang" && i+1 < len(args) {
			value, joined = args[i+1], true
		}
		if joined && slices.Contains(trace.Languages, value) {
			lang = value
		}
	}
	return lang
}
