package dev.carillon.server.assets.file;

import dev.carillon.server.platform.files.StoredFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** A file store that lists these keys, whatever they are, and has the same file under each. */
record ListedStorage(FolderStorage folder, List<String> keys, Path file) implements FileStorage {

  ListedStorage(Path folder, List<String> keys, Path file) {
    this(new FolderStorage(folder), keys, file);
  }

  @Override
  public Stream<Entry> list(String prefix) throws IOException {
    long length = Files.size(file);
    return keys.stream().map(key -> new Entry(key, length, Instant.EPOCH));
  }

  @Override
  public StoredFile file(String key) {
    return StoredFile.onDisk(file);
  }

  @Override
  public String name() {
    return folder.name();
  }

  @Override
  public Path incoming() {
    return folder.incoming();
  }

  @Override
  public void put(Path draft, String key) throws IOException {
    folder.put(draft, key);
  }

  @Override
  public void put(byte[] bytes, String key) throws IOException {
    folder.put(bytes, key);
  }

  @Override
  public void putCheaply(byte[] bytes, String key) throws IOException {
    folder.putCheaply(bytes, key);
  }

  @Override
  public void copy(Path file, String key) throws IOException {
    folder.copy(file, key);
  }

  @Override
  public boolean renew(String key, long length) throws IOException {
    return folder.renew(key, length);
  }

  @Override
  public void delete(String key) throws IOException {
    folder.delete(key);
  }

  @Override
  public boolean deleteOlder(String key, Instant time) throws IOException {
    return folder.deleteOlder(key, time);
  }

  @Override
  public int purgeUnfinished(Instant before) {
    return folder.purgeUnfinished(before);
  }

  @Override
  public String probe() {
    return folder.probe();
  }

  @Override
  public void close() {
    folder.close();
  }
}
