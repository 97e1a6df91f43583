package dev.carillon.server.platform.config;

import java.util.List;

/**
 * One property that may be set: all that readers, shipped files and pages know about it.
 *
 * @param key its name, as it stands in the file
 * @param type how its text is read, and what is allowed
 * @param standard the text that counts where nothing is set; always a good one
 * @param meaning sentences for an administrator
 * @param <T> what its text becomes
 */
public record Property<T>(String key, PropertyType<T> type, String standard, List<String> meaning) {

  public Property {
    meaning = List.copyOf(meaning);
    type.parse(standard);
  }
}
