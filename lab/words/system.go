package words

import "strings"

// system has what the operating system and Go's standard library say of a
// failure, in Chinese. The keys are strerror(3)'s texts as package syscall has
// them, which are the same on all kinds of Unix, and Go's own.
var system = map[string]string{
	"address already in use":                         "地址已被占用",
	"address family not supported by protocol":       "协议不支持这种地址",
	"argument list too long":                         "参数太长",
	"bad file descriptor":                            "文件描述符无效",
	"broken pipe":                                    "管道已断开",
	"cannot allocate memory":                         "内存不足",
	"cannot assign requested address":                "无法使用所要求的地址",
	"connection refused":                             "连接被拒绝",
	"connection reset by peer":                       "连接被对端重置",
	"connection timed out":                           "连接超时",
	"destination address required":                   "需要目的地址",
	"device or resource busy":                        "设备或资源正忙",
	"disk quota exceeded":                            "超出磁盘配额",
	"exec format error":                              "可执行文件格式错误",
	"file exists":                                    "文件已存在",
	"file name too long":                             "文件名太长",
	"file too large":                                 "文件太大",
	"function not implemented":                       "系统没有这个功能",
	"inappropriate ioctl for device":                 "设备不支持这个操作",
	"input/output error":                             "输入输出错误",
	"interrupted system call":                        "系统调用被中断",
	"invalid argument":                               "参数无效",
	"invalid cross-device link":                      "不能跨设备",
	"is a directory":                                 "是一个目录",
	"message too long":                               "报文太长",
	"network is down":                                "网络已停用",
	"network is unreachable":                         "网络不可达",
	"no buffer space available":                      "没有可用的缓冲区",
	"no child processes":                             "没有子进程",
	"no route to host":                               "没有到主机的路由",
	"no space left on device":                        "设备上没有剩余空间",
	"no such device":                                 "没有这个设备",
	"no such device or address":                      "没有这个设备或地址",
	"no such file or directory":                      "没有这个文件或目录",
	"no such process":                                "没有这个进程",
	"not a directory":                                "不是目录",
	"numerical result out of range":                  "数值超出范围",
	"operation not permitted":                        "操作不被允许",
	"operation not supported":                        "不支持这个操作",
	"operation timed out":                            "操作超时",
	"permission denied":                              "权限不够",
	"protocol not available":                         "没有这个协议选项",
	"protocol not supported":                         "不支持这个协议",
	"read-only file system":                          "文件系统是只读的",
	"resource temporarily unavailable":               "资源暂时不可用",
	"socket type not supported":                      "不支持这种套接字",
	"text file busy":                                 "程序文件正在使用",
	"too many levels of symbolic links":              "符号链接的层数太多",
	"too many links":                                 "链接太多",
	"too many open files":                            "打开的文件太多",
	"too many open files in system":                  "系统打开的文件太多",
	"transport endpoint is already connected":        "套接字已经连接",
	"transport endpoint is not connected":            "套接字没有连接",
	"value too large for defined data type":          "值太大",
	"context canceled":                               "已取消",
	"context deadline exceeded":                      "时限已到",
	"executable file not found in $PATH":             "在 $PATH 里找不到这个程序",
	"executable file not found in %PATH%":            "在 %PATH% 里找不到这个程序",
	"file already closed":                            "文件已关闭",
	"file already exists":                            "文件已存在",
	"file does not exist":                            "文件不存在",
	"i/o timeout":                                    "超时",
	"EOF":                                            "已到末尾",
	"unexpected EOF":                                 "意外地到了末尾",
	"unexpected end of JSON input":                   "JSON 不完整",
	"io: read/write on closed pipe":                  "管道已关闭",
	"os: process already finished":                   "进程已经结束",
	"short write":                                    "没有写全",
	"use of closed file":                             "文件已关闭",
	"use of closed network connection":               "连接已在本端关闭",
	"$HOME is not defined":                           "没有设置 $HOME",
	"neither $XDG_CONFIG_HOME nor $HOME are defined": "没有设置 $XDG_CONFIG_HOME，也没有设置 $HOME",
	"cannot run executable found relative to current directory": "不运行当前目录里的同名程序",
}

// systemStarts has the beginnings of messages of the standard library that end
// in details.
var systemStarts = []struct{ start, zh string }{
	{"invalid character ", "不是合法的 JSON"},
	{"signal: ", "被信号终止"},
	{"exit status ", "以这个状态退出"},
}

// systemText returns the Chinese for a message of the system. The English
// stands behind it, so that it can be searched for.
func systemText(text string) (string, bool) {
	zh, ok := system[text]
	for _, s := range systemStarts {
		if !ok && strings.HasPrefix(text, s.start) {
			zh, ok = s.zh, true
		}
	}
	return zh + " (" + text + ")", ok
}
