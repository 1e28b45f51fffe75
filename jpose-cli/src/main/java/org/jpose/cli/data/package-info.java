/** {@code jpose data}: labelled images, converted, checked and shown. */
package org.jpose.cli.data;
