package lessons

import "slices"

// part is a part of the course.
type part struct {
	names   map[string]string // by language
	lessons []string
}

// parts are the parts of the course, in teaching order. A lesson that stands in
// none of them belongs to the last.
var parts = []part{
	{map[string]string{"en": "I. The life of a connection", "zh": "一、连接的一生"},
		[]string{"connection", "netstat", "refused", "listen", "half-close", "who-closes", "close-wait", "why-time-wait", "address-in-use"}},
	{map[string]string{"en": "II. Bytes and programs", "zh": "二、字节与程序"},
		[]string{"concurrent-server", "loss"}},
	{map[string]string{"en": "III. UDP", "zh": "三、UDP"},
		[]string{"udp", "udp-concurrent", "udp-boundaries", "tcp-or-udp"}},
	{map[string]string{"en": "IV. Files", "zh": "四、文件"},
		[]string{"bytes", "file-transfer", "file-transfer-breaks"}},
	{map[string]string{"en": "V. For the curious", "zh": "五、好奇者续读"}, nil},
}

// PartOf names the part of the course that a lesson belongs to.
func PartOf(lesson, lang string) string {
	for _, p := range parts {
		if slices.Contains(p.lessons, lesson) {
			return p.names[lang]
		}
	}
	return parts[len(parts)-1].names[lang]
}
