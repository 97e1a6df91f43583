package dev.carillon.server.testing;

import dev.carillon.server.Server;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * This build, as if it was a later release: the same classes with another version, the next number,
 * and scripts that change the tables.
 *
 * @param folder of what differs
 * @param version of the release
 */
public record LaterRelease(Path folder, String version) {

  /** What a release usually does to tables: a column of one that is in use, and a new table. */
  public static final Map<String, String> ADDITIVE =
      Map.of(
          "V101__later.sql",
          """
          alter table webhooks add column later text not null default 'none';
          alter table deliveries add column later integer not null default 0;
          alter table attempts add column later text;
          alter table assets add column later text not null default '';
          create table later_table (id text primary key, note text not null);
          """);

  private static final List<String> DIALECTS = List.of("sqlite", "postgresql");
  private static final String SERVER = "dev/carillon/server/";

  /**
   * Such a release.
   *
   * @param folder for what differs
   * @param number its number
   * @param worksWith the least number of a release that works with its tables
   * @param scripts those that it has beside ours, by file name, for each kind of database
   */
  public static LaterRelease in(
      Path folder, int number, int worksWith, String version, Map<String, String> scripts) {
    try {
      Path properties = folder.resolve(SERVER + "platform/database/schema.properties");
      Files.createDirectories(properties.getParent());
      Files.writeString(properties, "number=%d\nworksWith=%d\n".formatted(number, worksWith));
      for (String dialect : DIALECTS) {
        Path into = Files.createDirectories(folder.resolve(SERVER + dialect));
        for (Map.Entry<String, String> script : scripts.entrySet()) {
          Files.writeString(into.resolve(script.getKey()), script.getValue());
        }
      }
      return new LaterRelease(folder, version);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Loads what differs from its folder, and all else as this program does. */
  public ClassLoader loader() {
    try {
      return new FolderFirst(folder.toUri().toURL());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /**
   * The class path of a process of this release.
   *
   * @param jar to be written, with the server's classes
   */
  public String classPath(Path jar) throws IOException, URISyntaxException {
    URI source = Server.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    Path classes = Path.of(source);
    write(jar, classes);
    List<String> path = new ArrayList<>(List.of(jar.toString()));
    for (String entry : System.getProperty("java.class.path").split(":", -1)) {
      if (!Path.of(entry).toAbsolutePath().normalize().equals(classes.normalize())) {
        path.add(entry);
      }
    }
    return String.join(":", path);
  }

  private void write(Path jar, Path classes) throws IOException {
    Map<String, Path> entries = new TreeMap<>();
    entries.putAll(files(classes));
    entries.putAll(files(folder));
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, version);
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream written = new JarOutputStream(out, manifest)) {
      for (Map.Entry<String, Path> entry : entries.entrySet()) {
        boolean directory = Files.isDirectory(entry.getValue());
        // folders too: scripts are found by listing theirs
        written.putNextEntry(new JarEntry(entry.getKey() + (directory ? "/" : "")));
        if (!directory) {
          Files.copy(entry.getValue(), written);
        }
        written.closeEntry();
      }
    }
  }

  private static Map<String, Path> files(Path root) throws IOException {
    Map<String, Path> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      all.filter(file -> !file.equals(root) && !file.endsWith("MANIFEST.MF"))
          .forEach(file -> files.put(root.relativize(file).toString(), file));
    }
    return files;
  }

  private static final class FolderFirst extends URLClassLoader {

    FolderFirst(URL folder) {
      super(new URL[] {folder}, LaterRelease.class.getClassLoader());
    }

    @Override
    public URL getResource(String name) {
      URL own = findResource(name);
      return own == null ? super.getResource(name) : own;
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      List<URL> all = new ArrayList<>(Collections.list(findResources(name)));
      all.addAll(Collections.list(getParent().getResources(name)));
      return Collections.enumeration(all);
    }
  }
}
