package dev.carillon.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A mail server that takes everything, unless it is told otherwise, and remembers what was said.
 */
final class SmtpServer implements AutoCloseable {

  final List<String> commands = new CopyOnWriteArrayList<>();
  final List<String> mails = new CopyOnWriteArrayList<>();
  final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final ServerSocket socket;
  private volatile String toMails = "250 taken";

  SmtpServer() throws IOException {
    socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return socket.getLocalPort();
  }

  /** Nothing was said, and everything is taken. */
  void forget() {
    commands.clear();
    mails.clear();
    bytes.reset();
    toMails = "250 taken";
  }

  /** What is answered to every mail from now on. */
  void answer(String reply) {
    toMails = reply;
  }

  private void accept() {
    while (!socket.isClosed()) {
      try (Socket client = socket.accept()) {
        talk(
            new BufferedReader(new InputStreamReader(kept(client.getInputStream()), UTF_8)),
            client.getOutputStream());
      } catch (IOException gone) {
        // the next one comes, or the socket is closed
      }
    }
  }

  private InputStream kept(InputStream in) {
    return new FilterInputStream(in) {
      @Override
      public int read(byte[] into, int from, int length) throws IOException {
        int count = super.read(into, from, length);
        if (count > 0) {
          bytes.write(into, from, count);
        }
        return count;
      }
    };
  }

  private void talk(BufferedReader in, OutputStream out) throws IOException {
    say(out, "220 ready");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      commands.add(line);
      if (line.startsWith("EHLO")) {
        say(out, "250-here\r\n250 AUTH PLAIN");
      } else if (line.startsWith("AUTH")) {
        say(out, "235 welcome");
      } else if (line.equals("DATA")) {
        say(out, "354 go on");
        StringBuilder mail = new StringBuilder();
        for (String text = in.readLine(); !".".equals(text); text = in.readLine()) {
          mail.append(text).append('\n');
        }
        mails.add(mail.toString());
        say(out, toMails);
      } else {
        say(out, "250 fine");
      }
    }
  }

  private static void say(OutputStream out, String text) throws IOException {
    out.write((text + "\r\n").getBytes(UTF_8));
    out.flush();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
