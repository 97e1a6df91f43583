package dev.carillon.server.assets.download;

import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A rendition that is made when its turn in the archive comes. It is held open until it is written,
 * since what was made is not kept for ever.
 */
final class RenditionContent implements Archive.Content {

  private static final int TRIES = 3;

  private final Supplier<Response> making;
  private @Nullable FileChannel file;

  RenditionContent(Supplier<Response> making) {
    this.making = making;
  }

  @Override
  public Optional<String> prepare() throws IOException {
    for (int i = 1; i <= TRIES; i++) {
      try {
        Optional<String> why = open();
        if (why.isEmpty()) {
          return why;
        }
        if (i == TRIES) {
          return why;
        }
      } catch (NoSuchFileException removedMeanwhile) {
        // what was made had to give way already: once more
      }
    }
    return Optional.of("it was removed before it could be sent; request fewer at once");
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    FileChannel made = file;
    if (made == null) {
      throw new IllegalStateException("it was not prepared");
    }
    made.position(0);
    Channels.newInputStream(made).transferTo(out);
  }

  @Override
  public void close() throws IOException {
    FileChannel made = file;
    if (made != null) {
      made.close();
    }
  }

  /** Why it cannot be made, and whether asking again may help. */
  private Optional<String> open() throws IOException {
    try {
      Response response = making.get();
      if (response instanceof Response.Later(Supplier<Response> answer)) {
        response = answer.get();
      }
      if (response instanceof Response.File made) {
        file = FileChannel.open(made.file(), StandardOpenOption.READ);
        return Optional.empty();
      }
      return Optional.of("it is not a file");
    } catch (Problem refused) {
      return Optional.of(refused.message());
    }
  }
}
