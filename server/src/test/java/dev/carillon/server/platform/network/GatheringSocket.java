package dev.carillon.server.platform.network;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Proxy;
import java.net.Socket;

/**
 * A socket that writes nothing before it is flushed, and then all at once: known receivers decode
 * each segment by itself and fail when a character is split between head and body.
 */
final class GatheringSocket extends Socket {

  GatheringSocket() {
    super(Proxy.NO_PROXY);
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return new Gathering(super.getOutputStream());
  }

  private static final class Gathering extends OutputStream {
    private final OutputStream network;
    private ByteArrayOutputStream gathered = new ByteArrayOutputStream(2048);

    Gathering(OutputStream network) {
      this.network = network;
    }

    @Override
    public void write(int one) {
      gathered.write(one);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      gathered.write(bytes, from, length);
    }

    @Override
    public void flush() throws IOException {
      if (gathered.size() > 0) {
        ByteArrayOutputStream all = gathered;
        gathered = new ByteArrayOutputStream(2048);
        all.writeTo(network);
      }
      network.flush();
    }

    @Override
    public void close() throws IOException {
      flush();
      network.close();
    }
  }
}
