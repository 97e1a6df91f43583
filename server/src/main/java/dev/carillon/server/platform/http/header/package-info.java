/** Values of headers, URLs, cookies and forms, read and written. Uses nothing. */
@NullMarked
package dev.carillon.server.platform.http.header;

import org.jspecify.annotations.NullMarked;
