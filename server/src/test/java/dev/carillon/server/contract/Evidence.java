package dev.carillon.server.contract;

/** What a row of the contract rests on, and how certain that makes it. */
enum Evidence {
  DOCUMENTS("the model product's documents", "certain"),
  CONFIRMED("the model product's documents, or public clients read this", "certain"),
  COLLECTION("the vendor's request collection", "certain"),
  CLIENTS("public clients read this", "clients read it"),
  OURS("Carillon's choice", "unknown");

  private final String words;
  private final String certainty;

  Evidence(String words, String certainty) {
    this.words = words;
    this.certainty = certainty;
  }

  /** The source, in words. */
  String words() {
    return words;
  }

  /** How sure it is that the model product does the same. */
  String certainty() {
    return certainty;
  }
}
