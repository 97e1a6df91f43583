package dev.carillon.server.operations.secrets;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.server.files.LiveFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Looks for secrets in every byte: as they are, in base64 and in hexadecimal digits. */
final class PlainBytes {

  private final Map<String, List<String>> wanted = new LinkedHashMap<>();

  /** One more secret; the name is told where it is found. */
  PlainBytes add(String name, String secret) {
    if (secret.length() < 8) {
      throw new IllegalArgumentException(name + " is too short to be looked for");
    }
    byte[] bytes = secret.getBytes(UTF_8);
    List<String> forms = new ArrayList<>();
    forms.add(new String(bytes, ISO_8859_1));
    forms.add(HexFormat.of().formatHex(bytes));
    // without its end, which depends on what stands behind
    String base64 = Base64.getEncoder().encodeToString(bytes);
    forms.add(base64.substring(0, base64.length() - 4));
    if (secret.matches("[A-Za-z0-9+/]{43}=")) {
      forms.add(new String(Base64.getDecoder().decode(secret), ISO_8859_1));
    }
    wanted.put(name, forms);
    return this;
  }

  /** What was found in these bytes. */
  List<String> in(String where, byte[] bytes) {
    String text = new String(bytes, ISO_8859_1);
    List<String> found = new ArrayList<>();
    wanted.forEach(
        (name, forms) -> {
          if (forms.stream().anyMatch(text::contains)) {
            found.add(name + " in " + where);
          }
        });
    return found;
  }

  /** What was found in the files below a folder. */
  List<String> below(Path folder) throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : LiveFiles.below(folder)) {
      found.addAll(in(file.toString(), LiveFiles.read(file)));
    }
    return found;
  }
}
