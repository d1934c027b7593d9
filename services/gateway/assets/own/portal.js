// What a page does besides what it says. Everything works without it.
(function () {
  "use strict";
  var said = document.getElementById("announce");

  // A form is sent once; sent again by accident it would be the same command.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
  });

  // What happens elsewhere appears by itself, unless somebody is at work on the page. What is
  // listened for stands with what is shown, and changes with it; nobody looks at a hidden page.
  var content = document.getElementById("content"), news = document.getElementById("news");
  if (content && news && window.EventSource && window.htmx) {
    var waiting = 0, ringing = 0, source = null, address = null, missed = false;
    var look = function () {
      news.hidden = true;
      window.htmx.ajax("GET", location.pathname + location.search, { target: "#content", select: "#content", selectOOB: "#bell", swap: "outerHTML" });
    };
    news.querySelector("button").addEventListener("click", look);
    var ring = function () {
      clearTimeout(ringing);
      ringing = setTimeout(function () {
        window.htmx.ajax("GET", "/notices", { target: "#bell", select: "#bell", swap: "outerHTML" });
      }, 1000);
    };
    var appear = function () {
      clearTimeout(waiting);
      waiting = setTimeout(function () {
        if (document.getElementById("content").contains(document.activeElement)) { news.hidden = false; ring(); } else look();
      }, 400);
    };
    var listen = function () {
      var shown = document.querySelector("[data-live]"), wanted = shown && !document.hidden ? shown.dataset.live : null;
      if (wanted === address) return;
      if (source) source.close();
      source = null;
      address = wanted;
      if (!wanted) return;
      source = new EventSource(wanted);
      source.addEventListener("change", function (event) {
        said.textContent = "有新变化：" + event.data;
        appear();
      });
      source.addEventListener("notice", function (event) {
        said.textContent = "通知：" + event.data;
        if (document.querySelector("[data-notices]")) appear(); else ring();
      });
    };
    listen();
    document.addEventListener("htmx:afterSettle", listen);
    document.addEventListener("visibilitychange", function () {
      if (document.hidden) missed = missed || !!source;
      listen();
      if (!document.hidden && missed) { missed = false; appear(); }
    });
    window.addEventListener("pagehide", function () { if (source) source.close(); source = null; address = null; });
    window.addEventListener("pageshow", listen);
  }

  // What is wrong is read first.
  var problem = document.querySelector(".problem, .field.wrong [aria-invalid]");
  if (problem) problem.focus();

  // On a phone the filters stand behind a button until they are wanted.
  var fold = function () {
    if (!window.matchMedia("(max-width: 47.99rem)").matches) return;
    document.querySelectorAll("details[data-folded=true]").forEach(function (filters) { filters.open = false; });
  };
  fold();
  document.addEventListener("htmx:afterSwap", function (event) {
    if (event.detail.target && event.detail.target.id === "content") fold();
  });

  // A list that changed says how long it is.
  document.addEventListener("htmx:afterSwap", function (event) {
    var total = event.target.querySelector && event.target.querySelector(".total");
    if (total && said) said.textContent = total.textContent;
  });
})();
