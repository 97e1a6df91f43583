package dev.carillon.server.assets.preview.rendering;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.Charset;

/** Writes as much text as is ever looked at. */
final class TruncatedWriter extends Writer {

  private static final int CHARACTERS_MAX = 256 * 1024;

  private final Writer out;
  private int written;

  TruncatedWriter(OutputStream out, Charset charset) {
    this.out = new OutputStreamWriter(out, charset);
  }

  @Override
  public void write(char[] text, int from, int length) throws IOException {
    if (written + length > CHARACTERS_MAX) {
      throw new Enough();
    }
    out.write(text, from, length);
    written += length;
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  /** There is more than is ever looked at. */
  static final class Enough extends IOException {
    private static final long serialVersionUID = 1L;
  }
}
