# A server that closes first. It cannot be started again while its old connection
# is in TIME_WAIT, unless it has the argument reuse both times.
import socket, sys

ln = socket.socket()  # the fault: no SO_REUSEADDR
if sys.argv[1:] == ["reuse"]:
    ln.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
try:
    ln.bind(("127.0.0.1", 18403))
    ln.listen()
except OSError as e:
    print(e, flush=True)
    raise SystemExit(1)
c, _ = ln.accept()
c.sendall(b"bye\n")
c.close()  # the server closes first, so its end will be in TIME_WAIT
print("closed", flush=True)
