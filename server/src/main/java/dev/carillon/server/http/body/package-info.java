/**
 * What a request brings behind its head: parameters, texts and files of forms, read in pieces,
 * within limits, files straight to disk. Uses Jetty's input and its multipart parser.
 */
@NullMarked
package dev.carillon.server.http.body;

import org.jspecify.annotations.NullMarked;
