package dev.carillon.samples.embedded;

import java.nio.file.Path;

class SqliteShopTest extends ShopRules {

  @Override
  Books newBooks(Path folder) {
    return Books.sqlite(folder);
  }
}
