/** People over the frames of a video: who is who, and steady joints. */
package org.jpose.core.tracking;
