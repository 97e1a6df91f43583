package dev.carillon.server.operations.nodes;

/** What a node is doing. */
enum NodeState {
  /** It holds its lease: it answers and sends. */
  LIVE("live"),

  /** It holds its lease and was asked to end. */
  LEAVING("leaving"),

  /** Its lease has ended; what it left is about to be taken over. */
  ENDED("ended"),

  /** Other nodes have taken over what it left. */
  TAKEN_OVER("takenOver");

  private final String text;

  NodeState(String text) {
    this.text = text;
  }

  /** As the API names it. */
  String text() {
    return text;
  }
}
