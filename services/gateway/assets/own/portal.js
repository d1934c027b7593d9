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

  // What happens elsewhere appears by itself, unless somebody is at work on the page.
  var main = document.querySelector("main[data-live]");
  if (main && window.EventSource && window.htmx) {
    var news = document.getElementById("news"), waiting = 0, ringing = 0;
    var look = function () {
      news.hidden = true;
      window.htmx.ajax("GET", location.pathname + location.search, { target: "#content", select: "#content", selectOOB: "#bell", swap: "outerHTML" });
    };
    news.querySelector("button").addEventListener("click", look);
    var appear = function () {
      clearTimeout(waiting);
      waiting = setTimeout(function () {
        if (document.getElementById("content").contains(document.activeElement)) news.hidden = false; else look();
      }, 400);
    };
    var source = new EventSource(main.dataset.live);
    source.addEventListener("change", function (event) {
      said.textContent = "有新变化：" + event.data;
      appear();
    });
    source.addEventListener("notice", function (event) {
      said.textContent = "通知：" + event.data;
      if (location.pathname === "/notices") appear();
      else {
        clearTimeout(ringing);
        ringing = setTimeout(function () {
          window.htmx.ajax("GET", "/notices", { target: "#bell", select: "#bell", swap: "outerHTML" });
        }, 1000);
      }
    });
    window.addEventListener("pagehide", function () { source.close(); });
  }

  // What is wrong is read first.
  var problem = document.querySelector(".problem, .field.wrong [aria-invalid]");
  if (problem) problem.focus();

  // On a phone the filters stand behind a button until they are wanted.
  if (window.matchMedia("(max-width: 47.99rem)").matches) {
    document.querySelectorAll("details[data-folded=true]").forEach(function (fold) { fold.open = false; });
  }

  // A list that changed says how long it is.
  document.addEventListener("htmx:afterSwap", function (event) {
    var total = event.target.querySelector && event.target.querySelector(".total");
    if (total && said) said.textContent = total.textContent;
  });
})();
