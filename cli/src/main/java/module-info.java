/**
 * The client program. The server's program offers its commands too, and builds its own on what they
 * print with ({@code terminal}) and how they reach a server ({@code remote}).
 */
module dev.carillon.cli {
  requires com.fasterxml.jackson.core;
  requires dev.carillon.hooks;
  requires org.jline.reader;
  requires org.jline.terminal;
  requires transitive com.fasterxml.jackson.databind;
  requires transitive info.picocli;
  requires transitive java.net.http;
  requires static org.jspecify;

  opens dev.carillon.cli to
      info.picocli;
  opens dev.carillon.cli.account to
      info.picocli;
  opens dev.carillon.cli.asset to
      info.picocli;
  opens dev.carillon.cli.delivery to
      info.picocli;
  opens dev.carillon.cli.listen to
      info.picocli;
  opens dev.carillon.cli.proof to
      info.picocli;
  opens dev.carillon.cli.remote to
      info.picocli;
  opens dev.carillon.cli.signature to
      info.picocli;
  opens dev.carillon.cli.webhook to
      info.picocli;

  exports dev.carillon.cli;
  exports dev.carillon.cli.remote;
  exports dev.carillon.cli.terminal;
}
