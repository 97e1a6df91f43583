package dev.carillon.server.platform.http.jetty;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.content.ByteBufferContentSource;

/** The bytes of a file that is sent, of which any part can be read. */
sealed interface FileBytes {

  /** How many there are. */
  long length() throws IOException;

  /** So many of them, from this one. */
  Content.Source part(ByteBufferPool.Sized buffers, long from, long length);

  /** A file on the disk. */
  record Stored(Path file) implements FileBytes {

    @Override
    public long length() throws IOException {
      return Files.size(file);
    }

    @Override
    public Content.Source part(ByteBufferPool.Sized buffers, long from, long length) {
      return Content.Source.from(buffers, file, from, length);
    }
  }

  /** Bytes that are there. */
  @SuppressWarnings("ArrayRecordComponent") // bytes on their way out; nobody compares them
  record InMemory(byte[] bytes) implements FileBytes {

    @Override
    public long length() {
      return bytes.length;
    }

    @Override
    public Content.Source part(ByteBufferPool.Sized buffers, long from, long length) {
      return new ByteBufferContentSource(
          ByteBuffer.wrap(bytes, Math.toIntExact(from), Math.toIntExact(length)));
    }
  }

  /** Bytes that are there, and after them a file on the disk but its first {@code skipped}. */
  @SuppressWarnings("ArrayRecordComponent") // bytes on their way out; nobody compares them
  record Spliced(byte[] head, Path file, long skipped) implements FileBytes {

    @Override
    public long length() throws IOException {
      return head.length + Files.size(file) - skipped;
    }

    @Override
    public Content.Source part(ByteBufferPool.Sized buffers, long from, long length) {
      long inHead = Math.clamp(head.length - from, 0, length);
      if (inHead == length) {
        return new InMemory(head).part(buffers, from, length);
      }
      long start = Math.max(from, head.length) - head.length + skipped;
      if (inHead == 0) {
        return new Stored(file).part(buffers, start, length);
      }
      try {
        InputStream rest = Channels.newInputStream(FileChannel.open(file).position(start));
        InputStream both =
            new SequenceInputStream(
                new ByteArrayInputStream(head, Math.toIntExact(from), Math.toIntExact(inHead)),
                rest);
        return Content.Source.from(buffers, both, 0, length);
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
    }
  }
}
