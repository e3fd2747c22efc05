package io.opsmon.boot.operationlog.servlet;

import io.opsmon.operationlog.internal.payload.PayloadReplacer;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.Part;
import java.security.Principal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpEntity;
import org.springframework.ui.Model;
import org.springframework.validation.Errors;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import org.springframework.web.servlet.support.RequestContext;

/** Replaces uploads by their name and size, and omits objects of the web framework. */
final class ServletPayloads implements PayloadReplacer {

    ServletPayloads() {}

    @Override
    public @Nullable Object replace(Object value) {
        if (value instanceof MultipartFile file) {
            return file(file.getOriginalFilename(), file.getSize(), file.getContentType());
        }
        if (value instanceof Part part) {
            return file(part.getSubmittedFileName(), part.getSize(), part.getContentType());
        }
        if (value instanceof HttpEntity<?> entity) {
            return entity.getBody() == null ? OMIT : entity.getBody();
        }
        if (value instanceof ModelAndView view) {
            return view.getViewName() == null ? OMIT : view.getViewName();
        }
        return isPlumbing(value) ? OMIT : null;
    }

    private static boolean isPlumbing(Object value) {
        return value instanceof ServletRequest
                || value instanceof ServletResponse
                || value instanceof HttpSession
                || value instanceof WebRequest
                || value instanceof Model
                || value instanceof RedirectAttributes
                || value instanceof RequestContext
                || value instanceof Errors
                || value instanceof Principal;
    }

    private static Map<String, Object> file(@Nullable String name, long size, @Nullable String contentType) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("file", name == null ? "" : name);
        shown.put("bytes", size);
        if (contentType != null) {
            shown.put("type", contentType);
        }
        return shown;
    }
}
