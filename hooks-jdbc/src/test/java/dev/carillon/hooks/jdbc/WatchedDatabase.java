package dev.carillon.hooks.jdbc;

/**
 * A database before each of whose transactions something happens, which may take its time or fail.
 */
public record WatchedDatabase(Database database, Runnable beforeWrite, Runnable beforeRead)
    implements Database {

  @Override
  public Dialect dialect() {
    return database.dialect();
  }

  @Override
  public <T> T write(DatabaseWork<T> work) {
    beforeWrite.run();
    return database.write(work);
  }

  @Override
  public <T> T read(DatabaseWork<T> work) {
    beforeRead.run();
    return database.read(work);
  }

  @Override
  public void close() {
    database.close();
  }
}
