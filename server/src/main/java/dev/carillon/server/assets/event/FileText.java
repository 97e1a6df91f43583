package dev.carillon.server.assets.event;

import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The words in an asset's file, for filters that look for them. They are read each time they are
 * asked for, and kept nowhere: most events are never asked for them.
 *
 * @param file which file; empty where there is none
 * @param words reads them
 */
public record FileText(String file, Function<String, String> words) implements Supplier<String> {

  /** Of an asset whose file has no words. */
  public static final FileText NONE = new FileText("", _ -> "");

  /** Whether there cannot be any words. */
  public boolean none() {
    return file.isEmpty();
  }

  @Override
  public String get() {
    return none() ? "" : words.apply(file);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FileText that && file.equals(that.file);
  }

  @Override
  public int hashCode() {
    return file.hashCode();
  }

  @Override
  public String toString() {
    return "FileText[" + file + "]";
  }
}
