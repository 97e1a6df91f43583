package dev.carillon.server.platform.database;

import java.util.ArrayDeque;
import java.util.Deque;

/** Closes what was opened, the last first; one that fails keeps no other from being closed. */
public final class ResourceStack implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(ResourceStack.class.getName());

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  public <T extends AutoCloseable> T add(T resource) {
    opened.push(resource);
    return resource;
  }

  @Override
  public void close() {
    while (!opened.isEmpty()) {
      AutoCloseable resource = opened.pop();
      try {
        resource.close();
      } catch (Exception failed) {
        LOG.log(System.Logger.Level.WARNING, "A resource could not be closed", failed);
      }
    }
  }
}
