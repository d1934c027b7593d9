//! `gongjian doctor`: is this machine fit for it?

use std::path::Path;
use std::process::ExitCode;

use contracts::SERVICES;
use runtime::{Checkpoints, Clock, Http, Settings};
use values::{Calendar, Date, Timestamp, time};

use crate::{checkpoints, node, text};

/// Less than this on the disk of the data folder is a warning.
const DISK_BYTES_MIN: u64 = 2 * 1024 * 1024 * 1024;

/// No clock that is right shows a day before this.
const MADE: Date = Date::constant(2026, 11, 1);

/// What was found of one thing.
#[derive(Debug)]
enum Finding {
    Good(String),
    /// It works, and somebody should know.
    Warning(String),
    Bad(String),
}

pub(crate) fn run(settings: &Settings) -> anyhow::Result<ExitCode> {
    let findings = [
        ("消息服务", broker(settings)),
        ("磁盘", disk(&settings.data)),
        ("字体", fonts(settings)),
        ("时钟", clock(&settings.data, Clock::default().now())),
        ("节假日", calendar()),
        ("管理员地址", administrators(&settings.http)),
        ("检查点", signed_ends(&settings.checkpoints)),
    ];
    let mut fit = true;
    for (what, finding) in findings {
        match finding {
            Finding::Good(text) => println!("✓ {what}：{text}"),
            Finding::Warning(text) => println!("! {what}：{text}"),
            Finding::Bad(text) => {
                println!("✗ {what}：{text}");
                fit = false;
            }
        }
    }
    Ok(if fit { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Said in the log at a start, too.
pub(crate) const UNDECLARED_PROXY: &str = "http.administrators 形同虚设：经其他机器上的反向代理访问，\
                                           所见都是代理的地址；请在 http.proxies 里写明它";

fn administrators(http: &Http) -> Finding {
    if http.hides_administrators() {
        Finding::Warning(UNDECLARED_PROXY.to_owned())
    } else if http.administrators.is_empty() {
        Finding::Good("不限".to_owned())
    } else {
        Finding::Good(format!("限 {} 和本机", http.administrators))
    }
}

fn signed_ends(settings: &Checkpoints) -> Finding {
    match (checkpoints::signing(settings), settings.file.as_os_str().is_empty()) {
        (Err(error), _) => Finding::Bad(text::chain(&error)),
        (Ok(None), _) => Finding::Warning(
            "没有设置：光有哈希链，挡不住改写全部数据的人（见 checkpoints.key）".to_owned(),
        ),
        (Ok(Some(_)), true) => {
            Finding::Warning("只存在消息服务里；请设置 checkpoints.file 到另一处".to_owned())
        }
        (Ok(Some(key)), false) => {
            let (file, minutes) = (settings.file.display(), settings.every_minutes);
            Finding::Good(format!("每 {minutes} 分钟签名写入 {file}，公钥 {}", key.public()))
        }
    }
}

fn broker(settings: &Settings) -> Finding {
    let found = bus::server::find().and_then(|path| {
        bus::server::version(&path).map(|version| format!("{} {version}", path.display()))
    });
    match found {
        Ok(found) => Finding::Good(found),
        Err(error) if settings.nats.url.is_empty() => {
            Finding::Bad(format!("{error}；可运行 deploy/setup 安装"))
        }
        Err(error) => Finding::Warning(format!("使用 {}；本机：{error}", settings.nats.url)),
    }
}

fn disk(data: &Path) -> Finding {
    // The folder may not be there yet: the disk is that of the nearest one above it.
    let existing = data.ancestors().find(|folder| folder.exists()).unwrap_or(Path::new("."));
    match nix::sys::statvfs::statvfs(existing) {
        Ok(disk) => {
            let free = disk.blocks_available().saturating_mul(disk.fragment_size());
            let text = format!("{} 可用 {} MiB", data.display(), free / 1024 / 1024);
            if free < DISK_BYTES_MIN {
                Finding::Warning(format!("{text}，偏少"))
            } else {
                Finding::Good(text)
            }
        }
        Err(error) => Finding::Bad(format!("无法查看 {}：{error}", existing.display())),
    }
}

fn fonts(settings: &Settings) -> Finding {
    match reporting::missing_fonts(&node::fonts(settings)) {
        Ok(missing) if missing.is_empty() => Finding::Good("公文所需字体齐全".to_owned()),
        Ok(missing) => Finding::Warning(format!(
            "缺少{}，公文以相近字体代替；可安装 texlive-lang-chinese、fonts-noto-cjk",
            missing.join("、")
        )),
        Err(_) => Finding::Warning("没有中文字体，不能印制公文；请安装 fonts-noto-cjk".to_owned()),
    }
}

/// Behind what was written last it would stand still until it is past that; before this program
/// was made it is not set at all.
fn clock(data: &Path, now: Timestamp) -> Finding {
    let shown = time::show(now);
    let (last, made) = (last_written(data), time::start_of(MADE));
    if now < made {
        return Finding::Bad(format!("{shown}，早于本程序的发布日期，请校准"));
    }
    match last {
        Some(last) if now < last => Finding::Bad(format!(
            "{shown}，早于数据最后一次写入（{}），请校准；在那之前期限不会推进",
            time::show(last)
        )),
        Some(_) | None => Finding::Good(shown),
    }
}

/// When anything was written to the logs for the last time.
fn last_written(data: &Path) -> Option<Timestamp> {
    let written = |name| {
        let head = node::logs(data).join(format!("{name}.head"));
        let modified = head.metadata().ok()?.modified().ok()?;
        Timestamp::try_from(modified).ok()
    };
    SERVICES.into_iter().filter_map(written).max()
}

fn calendar() -> Finding {
    let year = time::date_at(Clock::default().now()).year();
    if Calendar::shipped().covers(year) {
        Finding::Good(format!("{year} 年节假日表已内置"))
    } else {
        Finding::Warning(format!("没有 {year} 年节假日表，只按周末计算；请用 import holidays 导入"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_behind_what_was_written_is_no_clock() {
        let data = tempfile::tempdir().unwrap();
        let now = Clock::default().now();
        assert!(matches!(clock(data.path(), now), Finding::Good(_)));
        let logs = node::logs(data.path());
        std::fs::create_dir_all(&logs).unwrap();
        std::fs::write(logs.join("needs.head"), "x").unwrap();
        let hour = std::time::Duration::from_secs(3600);
        assert!(matches!(clock(data.path(), now + hour), Finding::Good(_)));
        assert!(matches!(clock(data.path(), now - hour), Finding::Bad(_)));
        let unset = "1970-01-01T00:00:00Z".parse().unwrap();
        assert!(matches!(clock(Path::new("/nowhere"), unset), Finding::Bad(_)));
    }
}
