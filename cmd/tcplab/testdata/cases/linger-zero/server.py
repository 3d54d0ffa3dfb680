# A server that sends 4000 bytes and closes with SO_LINGER 0, which resets.
import socket, struct

ln = socket.socket()
ln.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
ln.bind(("127.0.0.1", 18415))
ln.listen()
c, _ = ln.accept()
c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # the fault
c.sendall(b"z" * 4000)
c.close()
print("sent 4000 bytes, closed", flush=True)
