package dev.carillon.cli.asset;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.cli.remote.ServerClient;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * A large file on its way to the server, in parts, by the protocol tus 1.0. A lost connection or a
 * restart of the server costs one part.
 *
 * @param part how many bytes are sent at once
 * @param pause how long to wait before a part is sent again
 */
record UploadInParts(ServerClient server, Path file, int part, Duration pause) {

  /** Files from this size on are sent in parts. */
  static final long FROM_BYTES = 16 << 20;

  private static final int PART_BYTES = 8 << 20;
  private static final int TRIES = 30;

  UploadInParts(ServerClient server, Path file) {
    this(server, file, PART_BYTES, Duration.ofSeconds(2));
  }

  /**
   * Sends the file.
   *
   * @param gone gets the sum of the bytes that are stored each time there are more
   * @return the id of the upload
   */
  String send(LongConsumer gone) {
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      long length = in.size();
      byte[] called = file.getFileName().toString().getBytes(UTF_8);
      JsonNode begun =
          server.send(
              "POST",
              "/api/uploads",
              Map.of(
                  "Tus-Resumable",
                  "1.0.0",
                  "Upload-Length",
                  Long.toString(length),
                  "Upload-Metadata",
                  "filename " + Base64.getEncoder().encodeToString(called)),
              new byte[0]);
      String id = begun.path("id").asText();
      long sent = 0;
      while (sent < length) {
        sent = next(in, id, sent, length);
        gone.accept(sent);
      }
      return id;
    } catch (IOException unreadable) {
      throw new Failure(ExitCode.USAGE, "cannot be read: " + unreadable.getMessage());
    }
  }

  /** Sends the next part, again and again; how much the server has then. */
  private long next(FileChannel in, String id, long from, long length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(part, length - from));
    while (bytes.hasRemaining()) {
      if (in.read(bytes, from + bytes.position()) < 0) {
        throw new IOException("it became shorter while it was read");
      }
    }
    for (int tries = 1; ; tries++) {
      try {
        server.send(
            "PATCH",
            "/api/uploads/" + id,
            Map.of(
                "Tus-Resumable", "1.0.0",
                "Upload-Offset", Long.toString(from),
                "Content-Type", "application/offset+octet-stream"),
            bytes.array());
        return from + bytes.capacity();
      } catch (Failure failed) {
        if (failed.code() != ExitCode.UNAVAILABLE || tries == TRIES) {
          throw failed;
        }
      }
      long stored = stored(id, from);
      if (stored != from) {
        // the response was lost, not the part
        return stored;
      }
    }
  }

  private long stored(String id, long otherwise) {
    try {
      Thread.sleep(pause);
      return server.get("/api/uploads/" + id, Map.of()).path("offset").asLong();
    } catch (Failure away) {
      if (away.code() != ExitCode.UNAVAILABLE) {
        throw away;
      }
      return otherwise;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new Failure(ExitCode.UNAVAILABLE, "was interrupted");
    }
  }
}
