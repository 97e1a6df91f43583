package dev.carillon.server.platform.database;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.CRC32;

/**
 * The migration scripts of a program.
 *
 * @param folders where they are
 */
record ShippedScripts(ClassLoader loader, List<String> folders) {

  private static final String SUFFIX = ".sql";

  ShippedScripts {
    folders = List.copyOf(folders);
  }

  /** Their checksums by version; empty where one is of a kind that only Flyway knows. */
  Optional<Map<String, Integer>> checksums() throws IOException, URISyntaxException {
    Map<String, Integer> checksums = new HashMap<>();
    Set<String> seen = new HashSet<>();
    for (String folder : folders) {
      for (String name : names(folder)) {
        int end = name.indexOf("__");
        if (!name.startsWith("V") || end < 0 || !seen.add(name)) {
          return Optional.empty();
        }
        checksums.put(name.substring(1, end), checksum(folder + "/" + name));
      }
    }
    return Optional.of(checksums);
  }

  /** What lies in a folder and is SQL: the classes of a package may lie there too. */
  List<String> names(String folder) throws IOException, URISyntaxException {
    List<String> names = new ArrayList<>();
    for (URL url : Collections.list(loader.getResources(folder))) {
      if (url.openConnection() instanceof JarURLConnection inJar) {
        try (JarFile jar = new JarFile(Path.of(inJar.getJarFileURL().toURI()).toFile())) {
          jar.stream()
              .map(JarEntry::getName)
              .filter(name -> name.startsWith(folder + "/") && name.endsWith(SUFFIX))
              .forEach(name -> names.add(name.substring(folder.length() + 1)));
        }
      } else {
        try (DirectoryStream<Path> files =
            Files.newDirectoryStream(Path.of(url.toURI()), "*" + SUFFIX)) {
          files.forEach(file -> names.add(String.valueOf(file.getFileName())));
        }
      }
    }
    return names;
  }

  /** As Flyway computes it: of the lines, without what ends them. */
  private int checksum(String script) throws IOException {
    URL url = loader.getResource(script);
    if (url == null) {
      throw new IOException(script + " is not there");
    }
    CRC32 crc = new CRC32();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(url.openStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        crc.update(line.getBytes(StandardCharsets.UTF_8));
      }
    }
    return (int) crc.getValue();
  }
}
