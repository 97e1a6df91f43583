/**
 * Processes of our own that are started beside the server for what must not harm it, such as
 * reading any file: how one is started, asked and limited. Uses nothing else.
 */
@NullMarked
package dev.carillon.server.platform.process;

import org.jspecify.annotations.NullMarked;
