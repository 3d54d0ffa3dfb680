package main

import "golang.org/x/sys/windows"

// systemLanguage returns the language in which Windows speaks to this user, such
// as zh-CN; "" if it does not tell.
func systemLanguage() string {
	names, err := windows.GetUserPreferredUILanguages(windows.MUI_LANGUAGE_NAME)
	if err != nil || len(names) == 0 {
		return ""
	}
	return names[0]
}
