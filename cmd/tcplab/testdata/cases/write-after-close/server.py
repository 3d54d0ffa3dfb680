# A server that closes at once and lives on.
import socket, time

ln = socket.socket()
ln.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
ln.bind(("127.0.0.1", 18406))
ln.listen()
c, _ = ln.accept()
c.close()
ln.close()
print("closed", flush=True)
time.sleep(600)
